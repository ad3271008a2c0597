#!/bin/sh
# stop-kubelet: stops the kubelet and returns when it has stopped. Static pods and all other containers run on.
# While its Node is deleted and posted again the kubelet must not run: a running one never registers a second time,
# and one that starts in between registers a Node without the labels and taints of a control plane
# (kubernetes pkg/kubelet/kubelet_node_status.go, registerWithAPIServer).
#
# stdout: nothing. Can run twice.

[#include "lib/common.sh"]
need systemctl systemd

systemctl stop kubelet || quit 1 "systemctl stop kubelet failed: see journalctl -u kubelet"
systemctl is-active --quiet kubelet && quit 1 "the kubelet runs again right after it was stopped: find out what starts it"
say "the kubelet has stopped"
