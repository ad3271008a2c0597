package main

import (
	"fmt"
	"time"
)

// publish tells the cluster this node's address, device and tunnel, as long as they differ.
func publish(kube *Kube, self Node, uplink Link, address, tunnelIP string) error {
	wanted := map[string]string{
		"projectcalico.org/IPv4Address": address,
		"projectcalico.org/Interfaces":  fmt.Sprintf(`[{"name":"%s","addresses":["%s"]}]`, uplink.Name, prefixless(address)),
	}
	if tunnelIP != "" {
		wanted["projectcalico.org/IPv4VXLANTunnelAddr"] = tunnelIP
	}
	for name, value := range wanted {
		if self.Metadata.Annotations[name] != value {
			return kube.patch("/api/v1/nodes/"+self.Metadata.Name, mergePatch,
				map[string]any{"metadata": map[string]any{"annotations": wanted}})
		}
	}
	return nil
}

// networkUnavailable sets the condition, which genuine Calico does when it starts and when it is stopped.
func networkUnavailable(kube *Kube, node, status, reason, message string) error {
	now := time.Now().UTC().Format(time.RFC3339)
	return kube.patch("/api/v1/nodes/"+node+"/status", strategicPatch, map[string]any{
		"status": map[string]any{"conditions": []map[string]string{{
			"type": "NetworkUnavailable", "status": status, "reason": reason, "message": message,
			"lastHeartbeatTime": now, "lastTransitionTime": now,
		}}},
	})
}
