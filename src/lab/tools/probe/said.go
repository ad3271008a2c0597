package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"
)

// said is a line of what a prober tells: that a call failed, or how many it made.
type said struct {
	At   int64  `json:"at"`   // milliseconds since the epoch, when a failed call began
	Name string `json:"name"` // the prober's pod
	Node string `json:"node"` // its node
	From string `json:"from"` // pod, or host; headless for a server
	// Address and port that it answers at itself.
	Address string `json:"address"`
	// What was called: a Service's name, or a prober's behind pod:, host: or stream:.
	Failed string `json:"failed,omitempty"`
	Why    string `json:"why,omitempty"`
	Took   int64  `json:"took,omitempty"` // milliseconds
	// Or, every two seconds, what became of all calls since.
	Rounds  int              `json:"rounds,omitempty"`
	Slowest map[string]int64 `json:"slowest,omitempty"` // milliseconds; pod and host for all probers
	// How late the prober itself was woken, at most: a sign that the machine is short of time.
	Late    int64 `json:"late,omitempty"`
	Leaving bool  `json:"leaving,omitempty"`
}

// self is who runs in this pod.
func self(port int) said {
	return said{
		Name:    os.Getenv("NAME"),
		Node:    os.Getenv("NODE"),
		From:    os.Getenv("FROM"),
		Address: fmt.Sprintf("%s:%d", os.Getenv("ADDRESS"), port),
	}
}

// line is what this one says, now if not at another time.
func (s said) line(what said) said {
	what.Name, what.Node, what.From, what.Address = s.Name, s.Node, s.From, s.Address
	if what.At == 0 {
		what.At = time.Now().UnixMilli()
	}
	return what
}

// mouth brings lines to the collector and back what other probers there are. Nothing is lost while
// the collector is out of reach.
type mouth struct {
	collector string
	client    http.Client
	lock      sync.Mutex
	waiting   []said
	peers     []said
}

func (m *mouth) say(lines ...said) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.waiting = append(m.waiting, lines...)
}

func (m *mouth) others() []said {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.peers
}

// deliver says what waits; whatever fails waits on.
func (m *mouth) deliver() {
	m.lock.Lock()
	lines := m.waiting
	m.waiting = nil
	m.lock.Unlock()
	peers, err := m.post(lines)
	m.lock.Lock()
	defer m.lock.Unlock()
	if err != nil {
		m.waiting = append(lines, m.waiting...)
		return
	}
	m.peers = peers
}

func (m *mouth) post(lines []said) (peers []said, err error) {
	text, err := json.Marshal(lines)
	if err != nil {
		return nil, err
	}
	m.client.Timeout = 2 * time.Second
	answer, err := m.client.Post("http://"+m.collector+"/", "application/json", bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return peers, json.NewDecoder(answer.Body).Decode(&peers)
}
