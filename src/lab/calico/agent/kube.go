package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"
)

const (
	mergePatch     = "application/merge-patch+json"
	strategicPatch = "application/strategic-merge-patch+json"

	accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount/"
)

// Kube is a client of the API server, just large enough for what is done here.
type Kube struct {
	server string
	caPEM  []byte
	token  func() (string, error)
	http   *http.Client
}

// StatusError is an answer of the API server that is not a success.
type StatusError struct {
	Code    int
	Message string
}

func (e *StatusError) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Message) }

func isStatus(err error, code int) bool {
	var status *StatusError
	return errors.As(err, &status) && status.Code == code
}

func newKube(server string, caPEM []byte, token func() (string, error)) *Kube {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(caPEM)
	return &Kube{server, caPEM, token, &http.Client{Transport: &http.Transport{
		TLSClientConfig:       &tls.Config{RootCAs: pool},
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
	}}}
}

// inCluster is the client of a pod, with its service account.
func inCluster() (*Kube, error) {
	ca, err := os.ReadFile(accountFolder + "ca.crt")
	if err != nil {
		return nil, err
	}
	server := "https://" + net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	return newKube(server, ca, func() (string, error) {
		token, err := os.ReadFile(accountFolder + "token")
		return strings.TrimSpace(string(token)), err
	}), nil
}

// fromKubeconfig reads a kubeconfig as renderKubeconfig writes it, and only that.
func fromKubeconfig(path string) (*Kube, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	field := func(name string) string {
		found := regexp.MustCompile(`(?m)^\s+` + name + `: (\S+)$`).FindSubmatch(text)
		if found == nil {
			return ""
		}
		return string(found[1])
	}
	ca, err := base64.StdEncoding.DecodeString(field("certificate-authority-data"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return newKube(field("server"), ca, func() (string, error) { return field("token"), nil }), nil
}

func (k *Kube) send(ctx context.Context, method, path, contentType string, body any) (*http.Response, error) {
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, k.server+path, payload)
	if err != nil {
		return nil, err
	}
	token, err := k.token()
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", contentType)
	response, err := k.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		defer response.Body.Close()
		var status struct{ Message string }
		_ = json.NewDecoder(response.Body).Decode(&status)
		return nil, &StatusError{response.StatusCode, method + " " + path + ": " + status.Message}
	}
	return response, nil
}

// call sends body, if any, and reads the answer into result, if that is wanted.
func (k *Kube) call(method, path, contentType string, body, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	response, err := k.send(ctx, method, path, contentType, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if result == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(result)
}

func (k *Kube) get(path string, result any) error { return k.call("GET", path, "", nil, result) }

func (k *Kube) create(path string, body, result any) error {
	return k.call("POST", path, "application/json", body, result)
}

func (k *Kube) update(path string, body any) error {
	return k.call("PUT", path, "application/json", body, nil)
}

func (k *Kube) patch(path, kind string, body any) error {
	return k.call("PATCH", path, kind, body, nil)
}

func (k *Kube) delete(path string) error {
	return k.call("DELETE", path, "application/json", nil, nil)
}

// watch calls changed for every event below path, and never returns.
func (k *Kube) watch(path string, changed func()) {
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	for {
		if response, err := k.send(context.Background(), "GET", path+joint+"watch=1", "", nil); err == nil {
			lines := bufio.NewReader(response.Body)
			for {
				if _, err := lines.ReadBytes('\n'); err != nil {
					break
				}
				changed()
			}
			response.Body.Close()
		}
		time.Sleep(time.Second)
	}
}
