// Command probe is what the lab's pods run: it answers over TCP and UDP, and it calls others
// again and again and tells a collector outside of the cluster what failed. One program, and light:
// on two cores a prober made of shells takes away the time whose lack it would report.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage:
  probe serve [-port N] [-udp N] [-linger D] [-collector HOST:PORT]
                                                      answers until nobody asks any more
  probe call [-port N] [-collector HOST:PORT] NAME=ADDRESS...
                                                      answers, and calls these and all other probers
  probe hook -cert FILE -key FILE                     an admission webhook that allows everything
  probe collect FILE                                  writes what probers say into FILE, a line each
`

func main() {
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	verbs := map[string]func(context.Context, []string) error{
		"serve": serve, "call": call, "hook": hook, "collect": collect,
	}
	if len(os.Args) < 2 || verbs[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if err := verbs[os.Args[1]](ended, os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}
