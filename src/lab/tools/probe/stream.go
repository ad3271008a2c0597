package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"
)

const (
	// beat is the time between two lines of a stream.
	beat = 400 * time.Millisecond
	// hush is how long a stream may be silent.
	hush = time.Second
	// farewell is what a server says before it ends a stream.
	farewell = "bye"
)

// line is longer than a frame: a stream shows too small an MTU as well.
var line = strings.Repeat("x", 1600)

// mirror sends every line of every stream back.
func mirror(ended context.Context, streams net.Listener) {
	for {
		stream, err := streams.Accept()
		if err != nil {
			return
		}
		go func() {
			defer stream.Close()
			lines := bufio.NewReader(stream)
			for ended.Err() == nil {
				_ = stream.SetReadDeadline(time.Now().Add(time.Minute))
				text, err := lines.ReadString('\n')
				if err != nil {
					return
				}
				if _, err := stream.Write([]byte(text)); err != nil {
					return
				}
			}
			_, _ = stream.Write([]byte(farewell + "\n"))
		}()
	}
}

// converse keeps one stream to a peer until that says goodbye; it is a problem when it was silent
// for too long, or broke. Lines are numbered: one that is missing ends the stream as well.
func converse(ended context.Context, address string) (problem error) {
	stream, err := net.DialTimeout("tcp", address, hush)
	if err != nil {
		return err
	}
	defer stream.Close()
	lines := bufio.NewReader(stream)
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	for n := 0; ended.Err() == nil; n++ {
		_ = stream.SetDeadline(time.Now().Add(hush))
		sent := fmt.Sprintf("%d %s\n", n, line)
		if _, err := stream.Write([]byte(sent)); err != nil {
			return err
		}
		got, err := lines.ReadString('\n')
		switch {
		case err != nil:
			return err
		case got == farewell+"\n":
			return nil
		case got != sent:
			return fmt.Errorf("line %d is another one", n)
		}
		<-ticks.C
	}
	return nil
}
