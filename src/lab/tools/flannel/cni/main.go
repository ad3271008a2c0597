// Command flannel-cni stands in for the "flannel" CNI plugin, whose module cannot be had everywhere. Like
// it, it turns flanneld's subnet.env and the "delegate" of its own configuration into a configuration for
// the bridge plugin with host-local addresses, keeps that under /var/lib/cni/flannel, and runs bridge.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	subnetFile = "/run/flannel/subnet.env"
	kept       = "/var/lib/cni/flannel"
)

type config struct {
	Name       string         `json:"name"`
	CNIVersion string         `json:"cniVersion"`
	Delegate   map[string]any `json:"delegate"`
}

func main() {
	if err := run(os.Getenv("CNI_COMMAND")); err != nil {
		if _, isExit := errors.AsType[*exec.ExitError](err); isExit {
			os.Exit(1) // bridge has told the runtime itself what is wrong
		}
		json.NewEncoder(os.Stdout).Encode(map[string]any{"cniVersion": "0.3.1", "code": 100, "msg": err.Error()})
		os.Exit(1)
	}
}

func run(command string) error {
	if command == "VERSION" {
		_, err := fmt.Println(`{"cniVersion":"1.0.0","supportedVersions":["0.3.0","0.3.1","0.4.0","1.0.0"]}`)
		return err
	}
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	file := filepath.Join(kept, os.Getenv("CNI_CONTAINERID"))
	if command == "ADD" {
		delegate, err := delegateFor(input)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(kept, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, delegate, 0o600); err != nil {
			return err
		}
		return bridge(delegate)
	}
	delegate, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) && command == "DEL" {
		// Not ours: another network made this sandbox, or it is gone already. What bridge can undo without
		// an address, it undoes; nothing left to do is no error.
		return nil
	}
	if err != nil {
		return err
	}
	if err := bridge(delegate); err != nil || command != "DEL" {
		return err
	}
	return os.Remove(file)
}

// delegateFor is the configuration for bridge: what the user gave as "delegate", and the node's subnet.
func delegateFor(input []byte) ([]byte, error) {
	var own config
	if err := json.Unmarshal(input, &own); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	subnet, err := readSubnet()
	if err != nil {
		return nil, fmt.Errorf("failed to load flannel 'subnet.env' file: %w. Check the flannel pod log for this node", err)
	}
	mtu, err := strconv.Atoi(subnet["FLANNEL_MTU"])
	if err != nil {
		return nil, fmt.Errorf("FLANNEL_MTU: %w", err)
	}
	delegate := own.Delegate
	if delegate == nil {
		delegate = map[string]any{}
	}
	delegate["name"], delegate["cniVersion"], delegate["type"] = own.Name, own.CNIVersion, "bridge"
	delegate["mtu"], delegate["ipMasq"], delegate["isGateway"] = mtu, subnet["FLANNEL_IPMASQ"] == "false", true
	delegate["ipam"] = map[string]any{
		"type":   "host-local",
		"ranges": [][]map[string]string{{{"subnet": networkOf(subnet["FLANNEL_SUBNET"])}}},
		"routes": []map[string]string{{"dst": subnet["FLANNEL_NETWORK"]}},
	}
	return json.Marshal(delegate)
}

// networkOf turns flannel's 10.244.7.1/24 into 10.244.7.0/24: the gateway is host-local's to choose.
func networkOf(gateway string) string {
	address, length, _ := strings.Cut(gateway, "/")
	return strings.TrimSuffix(address, ".1") + ".0/" + length
}

func readSubnet() (map[string]string, error) {
	text, err := os.ReadFile(subnetFile)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = value
	}
	return values, nil
}

func bridge(delegate []byte) error {
	for _, folder := range filepath.SplitList(os.Getenv("CNI_PATH")) {
		plugin := filepath.Join(folder, "bridge")
		if _, err := os.Stat(plugin); err != nil {
			continue
		}
		command := exec.Command(plugin)
		command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(delegate), os.Stdout, os.Stderr
		return command.Run()
	}
	return fmt.Errorf("bridge is not in %q", os.Getenv("CNI_PATH"))
}
