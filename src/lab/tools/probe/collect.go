package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// A prober that was not heard for so long is not called any more.
const silent = 5 * time.Second

// collect hears probers at the port next to the load balancer's, writes their lines into a file and
// tells each of them of all others.
func collect(ended context.Context, arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("one file is wanted")
	}
	file, err := os.OpenFile(arguments[0], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	heard := &list{file: file, last: map[string]entry{}}
	server := &http.Server{Addr: "172.20.0.1:9999", Handler: heard}
	go func() {
		<-ended.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

type entry struct {
	said said
	at   time.Time
}

type list struct {
	lock sync.Mutex
	file *os.File
	last map[string]entry // by name
}

func (l *list) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var lines []said
	if err := json.NewDecoder(r.Body).Decode(&lines); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	for _, line := range lines {
		l.hear(line)
	}
	peers := []said{}
	for name, entry := range l.last {
		if time.Since(entry.at) > silent {
			delete(l.last, name)
			continue
		}
		peers = append(peers, entry.said)
	}
	slices.SortFunc(peers, func(a, b said) int { return strings.Compare(a.Name, b.Name) })
	_ = json.NewEncoder(w).Encode(peers)
}

func (l *list) hear(line said) {
	text, _ := json.Marshal(line)
	_, _ = l.file.Write(append(text, '\n'))
	switch {
	case line.Leaving:
		delete(l.last, line.Name)
	case line.Failed == "":
		l.last[line.Name] = entry{said: line, at: time.Now()}
	}
}
