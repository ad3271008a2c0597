package main

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"time"
)

// hook is an admission webhook that allows everything it is asked for. One that is told to end asks its callers to use
// each connection no more, so that none is ended under a request that is on its way.
func hook(ended context.Context, arguments []string) error {
	flags := flag.NewFlagSet("hook", flag.ExitOnError)
	cert := flags.String("cert", "", "certificate")
	key := flags.String("key", "", "its key")
	_ = flags.Parse(arguments)
	server := &http.Server{
		Addr: ":8443",
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var review map[string]any
			if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			request, _ := review["request"].(map[string]any)
			review["response"] = map[string]any{"uid": request["uid"], "allowed": true}
			delete(review, "request")
			w.Header().Set("Content-Type", "application/json")
			if ended.Err() != nil {
				w.Header().Set("Connection", "close")
			}
			_ = json.NewEncoder(w).Encode(review)
		}),
	}
	go func() {
		<-ended.Done()
		time.Sleep(6 * time.Second)
		done, stop := context.WithTimeout(context.Background(), 2*time.Second)
		defer stop()
		_ = server.Shutdown(done)
	}()
	if err := server.ListenAndServeTLS(*cert, *key); err != http.ErrServerClosed {
		return err
	}
	return nil
}
