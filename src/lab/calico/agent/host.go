package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Host is the machine, seen from a container that has its root mounted, or from the machine itself.
// Genuine Calico brings its own iptables, ipset and BIRD; here the machine's are used, with its root
// as theirs, so that the image needs no libraries.
type Host struct {
	root string // "" on the machine itself
}

var machine = Host{os.Getenv("HOST_ROOT")}

// path is where the agent finds a file of the machine.
func (h Host) path(file string) string { return filepath.Join(h.root, file) }

// command is a tool of the machine, to be run with the machine's root.
func (h Host) command(tool string, args ...string) *exec.Cmd {
	found := tool
	for _, folder := range []string{"/usr/sbin", "/usr/bin", "/sbin", "/bin"} {
		if _, err := os.Stat(h.path(filepath.Join(folder, tool))); err == nil {
			found = filepath.Join(folder, tool)
			break
		}
	}
	command := &exec.Cmd{Path: found, Args: append([]string{tool}, args...), Dir: "/"}
	if h.root != "" {
		command.SysProcAttr = &syscall.SysProcAttr{Chroot: h.root}
	}
	return command
}

// run gives input to a tool and returns what it printed; the error holds what it complained of.
func (h Host) run(input, tool string, args ...string) (string, error) {
	var out, complaint bytes.Buffer
	command := h.command(tool, args...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &out, &complaint
	if err := command.Run(); err != nil {
		return out.String(), fmt.Errorf("%s %s: %w: %s", tool, strings.Join(args, " "), err, strings.TrimSpace(complaint.String()))
	}
	return out.String(), nil
}

// keep writes a file of the machine if it does not hold that text already: whole or not at all.
func (h Host) keep(file, text string, mode os.FileMode) error {
	path := h.path(file)
	if old, err := os.ReadFile(path); err == nil && string(old) == text {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	fresh := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if err := os.WriteFile(fresh, []byte(text), mode); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
