package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// body is what is sent and answered: longer than any frame here, so that a call shows too small an
// MTU as well.
var body = strings.Repeat("0123456789abcdef", 256)

func serve(ended context.Context, arguments []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	port := flags.Int("port", 8080, "of calls; streams are on the next one")
	udp := flags.Int("udp", 0, "of a further echo; none when 0")
	linger := flags.Duration("linger", 6*time.Second, "how long a server that is told to end still answers")
	collector := flags.String("collector", "", "who is told that it is there, so that every prober calls it; nobody when empty")
	_ = flags.Parse(arguments)
	if *collector != "" {
		go announce(ended, &mouth{collector: *collector}, self(*port))
	}
	if *udp != 0 {
		if err := echo("", *udp); err != nil {
			return err
		}
	}
	return answer(ended, "", *port, *linger)
}

// announce says again and again that this server is there, as the name of a headless Service would, from when its kubelet
// may have found it ready until it is told to end.
func announce(ended context.Context, mouth *mouth, self said) {
	for {
		select {
		case <-ended.Done():
			mouth.say(self.line(said{Leaving: true}))
			mouth.deliver()
			return
		case <-time.After(telling * every):
			mouth.say(self.line(said{}))
			mouth.deliver()
		}
	}
}

// answer serves calls at port, datagrams at port of this address, and streams at the next one. A
// server that is told to end answers until nobody asks it any more: endpoints are taken out of
// Services while it lingers.
func answer(ended context.Context, address string, port int, linger time.Duration) error {
	streams, err := net.Listen("tcp", fmt.Sprintf(":%d", port+1))
	if err != nil {
		return err
	}
	calls, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		return err
	}
	if err := echo(address, port); err != nil {
		return err
	}
	go mirror(ended, streams)
	go func() {
		for {
			caller, err := calls.Accept()
			if err != nil {
				return
			}
			go hear(caller)
		}
	}()
	<-ended.Done()
	time.Sleep(linger)
	return calls.Close()
}

// hear takes a body, and says who brought it and as much again.
func hear(caller net.Conn) {
	defer caller.Close()
	_ = caller.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.CopyN(io.Discard, caller, int64(len(body))); err != nil {
		return
	}
	_, _ = io.WriteString(caller, caller.RemoteAddr().String()+"\n"+body)
}

// echo sends every datagram back, behind a line that says who sent it. On a node an answer from any
// address would come from another one than was asked: the node's in a pod network.
func echo(address string, port int) error {
	socket, err := net.ListenPacket("udp", fmt.Sprintf("%s:%d", address, port))
	if err != nil {
		return err
	}
	go func() {
		datagram := make([]byte, 4096)
		for {
			n, from, err := socket.ReadFrom(datagram)
			if err != nil {
				return
			}
			_, _ = socket.WriteTo(append([]byte(from.String()+"\n"), datagram[:n]...), from)
		}
	}()
	return nil
}
