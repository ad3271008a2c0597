package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	every   = 500 * time.Millisecond
	limit   = time.Second
	telling = 4 // rounds between two words to the collector
)

// prober calls every target and every other prober twice a second, each time anew.
type prober struct {
	self    said
	targets map[string]string // addresses by name: see reach
	mouth   *mouth
	lock    sync.Mutex
	slowest map[string]int64
	streams map[string]bool
}

func call(ended context.Context, arguments []string) error {
	flags := flag.NewFlagSet("call", flag.ExitOnError)
	port := flags.Int("port", 8080, "that this prober answers at; streams are on the next one")
	collector := flags.String("collector", "172.20.0.1:9999", "who hears what failed")
	_ = flags.Parse(arguments)
	p := &prober{
		self:    self(*port),
		targets: map[string]string{},
		mouth:   &mouth{collector: *collector},
		slowest: map[string]int64{},
		streams: map[string]bool{},
	}
	for _, target := range flags.Args() {
		name, address, _ := strings.Cut(target, "=")
		p.targets[name] = os.ExpandEnv(address)
	}
	go p.run(ended)
	return answer(ended, os.Getenv("ADDRESS"), *port, 2*time.Second)
}

// run begins once every target has answered: on a node that is yet to be in service nothing is
// promised.
func (p *prober) run(ended context.Context) {
	for name, address := range p.targets {
		for ended.Err() == nil && reach(address) != nil {
			fmt.Fprintln(os.Stderr, "probe: waits for", name)
			time.Sleep(200 * time.Millisecond)
		}
	}
	go p.tell(ended)
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	wanted := time.Now()
	rounds := 0
	late := int64(0)
	for ended.Err() == nil {
		p.round(ended)
		if rounds++; rounds == telling {
			p.mouth.say(p.summary(rounds, late))
			rounds, late = 0, 0
		}
		wanted = wanted.Add(every)
		<-ticks.C
		late = max(late, time.Since(wanted).Milliseconds())
		if late > every.Milliseconds() {
			wanted = time.Now() // a tick was left out
		}
	}
	p.mouth.say(p.self.line(said{Leaving: true}))
	p.mouth.deliver()
}

func (p *prober) tell(ended context.Context) {
	for ended.Err() == nil {
		p.mouth.deliver()
		time.Sleep(every)
	}
}

// round calls all targets, and a third of the peers, servers that made themselves known too: by the clock and by each
// prober's place among them, so that each is called by a third of all in every round.
func (p *prober) round(ended context.Context) {
	for name, address := range p.targets {
		go p.try(name, name, func() error { return reach(address) })
	}
	peers := p.mouth.others()
	turn := int(time.Now().UnixMilli()/every.Milliseconds()) +
		slices.IndexFunc(peers, func(peer said) bool { return peer.Name == p.self.Name })
	for i, peer := range peers {
		if peer.Name == p.self.Name {
			continue
		}
		if (i+turn)%3 == 0 {
			go p.try(peer.From, peer.From+":"+peer.Name, func() error { return p.meet(peer) })
		}
		if p.self.From == "pod" && peer.From == "pod" {
			p.stream(ended, peer)
		}
	}
}

// stream keeps one stream to this peer, and begins it anew after it ended.
func (p *prober) stream(ended context.Context, peer said) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.streams[peer.Name] {
		return
	}
	p.streams[peer.Name] = true
	go func() {
		host, port, _ := net.SplitHostPort(peer.Address)
		var next int
		_, _ = fmt.Sscan(port, &next)
		if err := converse(ended, fmt.Sprintf("%s:%d", host, next+1)); err != nil {
			began := time.Now().Add(-hush).UnixMilli()
			p.mouth.say(p.self.line(said{At: began, Failed: "stream:" + peer.Name, Why: err.Error()}))
		}
		p.lock.Lock()
		defer p.lock.Unlock()
		delete(p.streams, peer.Name)
	}()
}

func (p *prober) try(kind, to string, reach func() error) {
	began := time.Now()
	err := reach()
	took := time.Since(began).Milliseconds()
	if err != nil {
		p.mouth.say(p.self.line(said{At: began.UnixMilli(), Failed: to, Why: err.Error(), Took: took}))
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.slowest[kind] = max(p.slowest[kind], took)
}

func (p *prober) summary(rounds int, late int64) said {
	p.lock.Lock()
	defer p.lock.Unlock()
	slowest := p.slowest
	p.slowest = map[string]int64{}
	return p.self.line(said{Rounds: rounds, Slowest: slowest, Late: late})
}

// meet calls a peer by datagrams, which cost far less than a connection, and wants to be seen there
// under its own address: pods never hide behind their node's, whatever fabric they are on.
func (p *prober) meet(peer said) error {
	seen, err := greet(peer.Address)
	if err != nil || p.self.From != "pod" || peer.From == "host" {
		return err
	}
	here, _, _ := net.SplitHostPort(p.self.Address)
	there, _, _ := net.SplitHostPort(seen)
	if here != there {
		return fmt.Errorf("seen as %s", there)
	}
	return nil
}

// reach is whether somebody answers at this address, whatever he says: on the port of a prober, with
// udp:// before it over datagrams, with tls:// in the first words of TLS.
func reach(address string) error {
	switch kind, where, is := strings.Cut(address, "://"); {
	case !is:
		_, err := ask(address)
		return err
	case kind == "udp":
		return resolve(where)
	default:
		return handshake(where)
	}
}

func dial(network, address string) (net.Conn, error) {
	over := time.Now().Add(limit)
	connection, err := (&net.Dialer{Deadline: over}).Dial(network, address)
	if err == nil {
		_ = connection.SetDeadline(over)
	}
	return connection, err
}

// ask brings a body, takes one, and returns who the server takes the caller for.
func ask(address string) (seen string, err error) {
	server, err := dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer server.Close()
	if _, err := io.WriteString(server, body); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(server)
	if err != nil {
		return "", err
	}
	seen, rest, _ := strings.Cut(string(answer), "\n")
	if rest != body {
		return "", fmt.Errorf("%d of %d bytes came back", len(rest), len(body))
	}
	return seen, nil
}

// resolve sends a datagram and waits for the same one.
func resolve(address string) error {
	_, err := exchange(address, body[:512])
	return err
}

// greet sends a datagram that no frame holds, waits for the same one, and returns who the server
// takes the caller for.
func greet(address string) (seen string, err error) {
	answer, err := exchange(address, body[:3000])
	if err != nil {
		return "", err
	}
	seen, rest, _ := strings.Cut(answer, "\n")
	if rest != body[:3000] {
		return "", fmt.Errorf("%d bytes came back", len(rest))
	}
	return seen, nil
}

// exchange sends a datagram until there is an answer: one may be lost where buffers are full, or in the sender's own kernel,
// which says so; a resolver asks again.
func exchange(address, datagram string) (answer string, err error) {
	server, err := dial("udp", address)
	if err != nil {
		return "", err
	}
	defer server.Close()
	buffer := make([]byte, 4096)
	for over := time.Now().Add(limit); ; {
		if _, err := io.WriteString(server, datagram); err != nil && !errors.Is(err, syscall.EPERM) {
			return "", err
		}
		next := time.Now().Add(limit / 3)
		if next.After(over) {
			next = over
		}
		_ = server.SetReadDeadline(next)
		n, err := server.Read(buffer)
		if err == nil {
			return string(buffer[:n]), nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || next == over {
			return "", err
		}
	}
}

// sessions make a handshake cheap: the API servers have their processors for themselves.
var sessions = tls.NewLRUClientSessionCache(8)

func handshake(address string) error {
	server, err := dial("tcp", address)
	if err != nil {
		return err
	}
	defer server.Close()
	return tls.Client(server, &tls.Config{InsecureSkipVerify: true, ClientSessionCache: sessions}).Handshake()
}
