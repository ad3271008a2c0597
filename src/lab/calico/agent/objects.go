package main

import "strings"

// The objects that are read and written here, as far as they are needed.

const (
	crds       = "/apis/crd.projectcalico.org/v1/"
	crdVersion = "crd.projectcalico.org/v1"
)

type Meta struct {
	Name            string            `json:"name,omitempty"`
	Namespace       string            `json:"namespace,omitempty"`
	ResourceVersion string            `json:"resourceVersion,omitempty"`
	Labels          map[string]string `json:"labels,omitempty"`
	Annotations     map[string]string `json:"annotations,omitempty"`
}

type List[T any] struct {
	Items []T `json:"items"`
}

type Node struct {
	Metadata Meta `json:"metadata"`
}

// address is what Calico published of the node, with the length of its subnet; empty if it is not Calico's.
func (n Node) address() string { return n.Metadata.Annotations["projectcalico.org/IPv4Address"] }

func (n Node) ip() string {
	ip, _, _ := strings.Cut(n.address(), "/")
	return ip
}

func (n Node) tunnelIP() string {
	return n.Metadata.Annotations["projectcalico.org/IPv4VXLANTunnelAddr"]
}

type Pod struct {
	Metadata Meta `json:"metadata"`
	Spec     struct {
		HostNetwork        bool   `json:"hostNetwork"`
		ServiceAccountName string `json:"serviceAccountName"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
		PodIP string `json:"podIP"`
	} `json:"status"`
}

// ip is what the CNI plugin noted on the pod, which is earlier than its status, else the status.
func (p Pod) ip() string {
	if noted, ok := p.Metadata.Annotations["cni.projectcalico.org/podIP"]; ok {
		ip, _, _ := strings.Cut(noted, "/")
		return ip
	}
	return p.Status.PodIP
}

type IPPool struct {
	Metadata Meta `json:"metadata"`
	Spec     struct {
		CIDR             string `json:"cidr"`
		BlockSize        int    `json:"blockSize"`
		Disabled         bool   `json:"disabled"`
		DisableBGPExport bool   `json:"disableBGPExport"`
		NATOutgoing      bool   `json:"natOutgoing"`
	} `json:"spec"`
}

type BlockAffinity struct {
	APIVersion string       `json:"apiVersion,omitempty"`
	Kind       string       `json:"kind,omitempty"`
	Metadata   Meta         `json:"metadata"`
	Spec       AffinitySpec `json:"spec"`
}

type AffinitySpec struct {
	CIDR    string `json:"cidr"`
	Deleted string `json:"deleted"`
	Node    string `json:"node"`
	State   string `json:"state"`
	Type    string `json:"type"`
}

func (a BlockAffinity) confirmed() bool {
	return a.Spec.State == "confirmed" && a.Spec.Deleted != "true"
}

type IPAMBlock struct {
	APIVersion string    `json:"apiVersion,omitempty"`
	Kind       string    `json:"kind,omitempty"`
	Metadata   Meta      `json:"metadata"`
	Spec       BlockSpec `json:"spec"`
}

// BlockSpec: Allocations holds, for each address of the block, nothing or an index into Attributes.
type BlockSpec struct {
	Affinity       string      `json:"affinity"`
	Allocations    []*int      `json:"allocations"`
	Attributes     []Attribute `json:"attributes"`
	CIDR           string      `json:"cidr"`
	Deleted        bool        `json:"deleted"`
	SequenceNumber int64       `json:"sequenceNumber"`
	StrictAffinity bool        `json:"strictAffinity"`
	Unallocated    []int       `json:"unallocated"`
}

type Attribute struct {
	HandleID  string            `json:"handle_id"`
	Secondary map[string]string `json:"secondary"`
}

type IPAMHandle struct {
	APIVersion string     `json:"apiVersion,omitempty"`
	Kind       string     `json:"kind,omitempty"`
	Metadata   Meta       `json:"metadata"`
	Spec       HandleSpec `json:"spec"`
}

type HandleSpec struct {
	Block    map[string]int `json:"block"`
	Deleted  bool           `json:"deleted"`
	HandleID string         `json:"handleID"`
}
