// Calls between the lab's pods, and what answers them. The standard library only.
module restitch.io/lab/probe

go 1.24.0
