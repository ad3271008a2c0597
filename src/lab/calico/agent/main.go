// Command calico stands in for Calico's node agent and CNI plugins on machines of the lab. It leaves on
// a machine what the genuine ones leave (names, rules, routes, files), learned from genuine nodes.
//
// As with the genuine image, one binary has several faces:
//
//	calico component node run      the agent (the DaemonSet's container)
//	calico component node health   its probe
//	calico component node shutdown its preStop hook
//	calico component cni install   puts plugins, configuration and kubeconfig on the machine
//	calico, calico-ipam            CNI plugins, when CNI_COMMAND is set
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "calico:", err)
		os.Exit(1)
	}
}

func run() error {
	if os.Getenv("CNI_COMMAND") != "" {
		os.Exit(plugin(filepath.Base(os.Args[0])))
	}
	face := strings.Join(os.Args[1:], " ")
	switch {
	case face == "component node run":
		return runAgent()
	case strings.HasPrefix(face, "component node health"):
		return probe()
	case face == "component node shutdown":
		return shutdown()
	case face == "component cni install":
		return installCNI()
	}
	return fmt.Errorf("%q: only component node run|health|shutdown and component cni install are played here", face)
}
