package main

import (
	_ "embed"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
	"text/template"
)

//go:embed bird.tmpl
var birdText string

var birdTemplate = template.Must(template.New("bird").Parse(birdText))

const (
	birdConfig  = runFolder + "/bird.cfg" // genuine: inside the container
	birdControl = runFolder + "/bird.ctl"
)

// Mesh is every node's BIRD joined with every other's.
type Mesh struct {
	IP        string
	OwnBlocks []string
	Pools     []IPPool
	Peers     []MeshPeer
}

type MeshPeer struct {
	Name, IP string
	Passive  bool
}

func newMesh(ip string, ownBlocks []string, pools []IPPool, others []string) Mesh {
	mesh := Mesh{ip, ownBlocks, pools, nil}
	for _, other := range slices.Sorted(slices.Values(others)) {
		mesh.Peers = append(mesh.Peers, MeshPeer{strings.ReplaceAll(other, ".", "_"), other, other > ip})
	}
	return mesh
}

func (m Mesh) config() string {
	var text strings.Builder
	if err := birdTemplate.Execute(&text, m); err != nil {
		panic(err) // the template and the data are both ours
	}
	return text.String()
}

// Bird is the running BIRD, child of the agent: it ends with it, and its routes stay.
type Bird struct {
	process *exec.Cmd
	ended   chan struct{}
	config  string
}

// keep starts BIRD if it does not run, and tells it when the mesh has changed.
func (b *Bird) keep(mesh Mesh) error {
	config := mesh.config()
	if err := machine.keep(birdConfig, config, 0o644); err != nil {
		return err
	}
	if b.process == nil || isClosed(b.ended) {
		return b.start(config)
	}
	if config == b.config {
		return nil
	}
	b.config = config
	_, err := machine.run("", "birdc", "-s", birdControl, "configure")
	return err
}

func (b *Bird) start(config string) error {
	log.Println("starting BIRD")
	// -R: what an earlier BIRD left in the kernel stays until the peers have spoken
	command := machine.command("bird", "-f", "-R", "-c", birdConfig, "-s", birdControl)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		log.Println("BIRD ended:", command.Wait())
		close(ended)
	}()
	b.process, b.ended, b.config = command, ended, config
	return nil
}

func isClosed(channel chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}
