// A stand-in for Calico's agent and CNI plugins, for the lab only. Standard library, nothing else.
module restitch.io/lab/calico

go 1.25.0
