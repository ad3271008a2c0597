#!/bin/sh
# start-kubelet: starts the kubelet.
#
# stdout: nothing. Can run twice.

[#include "lib/common.sh"]
need systemctl systemd

systemctl start kubelet || quit 1 "systemctl start kubelet failed: see journalctl -u kubelet"
systemctl is-active --quiet kubelet || quit 1 "the kubelet ended right after its start: see journalctl -u kubelet"
say "the kubelet runs"
