package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/netip"
	"os"
	"strings"
	"syscall"
)

// Call is one call of a CNI plugin: its environment and what it got on stdin.
type Call struct {
	Command, Container, Netns, Interface string
	Namespace, Pod                       string
	Conf                                 Conf
}

type Conf struct {
	CNIVersion string `json:"cniVersion"`
	Name       string `json:"name"`
	Nodename   string `json:"nodename"`
	LogFile    string `json:"log_file_path"`
	Kubernetes struct {
		Kubeconfig string `json:"kubeconfig"`
	} `json:"kubernetes"`
}

type Result struct {
	CNIVersion string         `json:"cniVersion"`
	Interfaces []CNIInterface `json:"interfaces,omitempty"`
	IPs        []CNIAddress   `json:"ips,omitempty"`
}

type CNIInterface struct {
	Name string `json:"name"`
	MAC  string `json:"mac,omitempty"`
}

type CNIAddress struct {
	Address string `json:"address"`
}

// plugin is calico or calico-ipam, whichever name it was called by. The answer goes to stdout, also
// when it is an error, as CNI has it.
func plugin(name string) int {
	if os.Getenv("CNI_COMMAND") == "VERSION" {
		fmt.Println(`{"cniVersion":"1.0.0","supportedVersions":["0.3.1","0.4.0","1.0.0"]}`)
		return 0
	}
	call, err := readCall()
	if err == nil {
		var result *Result
		if name == "calico-ipam" {
			result, err = call.ipam()
		} else {
			result, err = call.network()
		}
		call.note(name, err)
		if err == nil && result != nil {
			err = json.NewEncoder(os.Stdout).Encode(result)
		}
	}
	if err != nil {
		_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"cniVersion": "1.0.0", "code": 999, "msg": err.Error()})
		return 1
	}
	return 0
}

func readCall() (Call, error) {
	call := Call{
		Command: os.Getenv("CNI_COMMAND"), Container: os.Getenv("CNI_CONTAINERID"),
		Netns: os.Getenv("CNI_NETNS"), Interface: os.Getenv("CNI_IFNAME"),
	}
	for pair := range strings.SplitSeq(os.Getenv("CNI_ARGS"), ";") {
		switch key, value, _ := strings.Cut(pair, "="); key {
		case "K8S_POD_NAMESPACE":
			call.Namespace = value
		case "K8S_POD_NAME":
			call.Pod = value
		}
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return call, err
	}
	return call, json.Unmarshal(text, &call.Conf)
}

func (c Call) handle() string { return c.Conf.Name + "." + c.Container }

// note writes a line into Calico's log of its plugins.
func (c Call) note(plugin string, err error) {
	file, openErr := os.OpenFile(c.Conf.LogFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if openErr != nil {
		return
	}
	defer file.Close()
	outcome := "done"
	if err != nil {
		outcome = err.Error()
	}
	log.New(file, "", log.LstdFlags|log.LUTC).Printf("%s %s %s/%s %s: %s", plugin, c.Command, c.Namespace, c.Pod, c.Container, outcome)
}

// ipam hands out and takes back addresses, one plugin at a time.
func (c Call) ipam() (*Result, error) {
	kube, err := fromKubeconfig(c.Conf.Kubernetes.Kubeconfig)
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(runFolder+"/ipam.lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return nil, err
	}
	ipam := IPAM{kube, c.Conf.Nodename}
	switch c.Command {
	case "ADD":
		ip, err := ipam.assign(Owner{c.handle(), map[string]string{"namespace": c.Namespace, "node": ipam.node, "pod": c.Pod}})
		if err != nil {
			return nil, err
		}
		return &Result{c.Conf.CNIVersion, nil, []CNIAddress{{netip.PrefixFrom(ip, 32).String()}}}, nil
	case "DEL":
		return nil, ipam.release(c.handle())
	case "CHECK":
		return nil, nil
	}
	return nil, errors.New("unknown command " + c.Command)
}
