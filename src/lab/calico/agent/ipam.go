package main

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// IPAM hands out addresses from blocks that belong to this node, all of it kept in Calico's objects:
// one IPAMBlock and one BlockAffinity per block, one IPAMHandle per sandbox.
type IPAM struct {
	kube *Kube
	node string
}

// Owner is who an address is for.
type Owner struct {
	Handle    string
	Secondary map[string]string
}

// dashed is how Calico names an object after a CIDR: 192.168.202.0/26 → 192-168-202-0-26.
func dashed(cidr string) string {
	return strings.NewReplacer(".", "-", "/", "-", ":", "-").Replace(cidr)
}

// assign gives the owner its address; the same one if it has one already. A new block is claimed when
// this node has none, or when those it has are full.
func (i *IPAM) assign(owner Owner) (netip.Addr, error) {
	for range 20 {
		blocks, err := i.ownBlocks()
		if err != nil {
			return netip.Addr{}, err
		}
		ip, err := i.assignFrom(blocks, owner)
		if err == nil {
			return ip, nil
		}
		if errors.Is(err, errFull) {
			err = i.claim()
		}
		if err != nil && !isStatus(err, 409) {
			return netip.Addr{}, err
		}
	}
	return netip.Addr{}, errors.New("no address after 20 attempts: the blocks change too fast")
}

var errFull = errors.New("no free address in this node's blocks")

func (i *IPAM) assignFrom(blocks []IPAMBlock, owner Owner) (netip.Addr, error) {
	for _, block := range blocks {
		if ordinal := block.Spec.heldBy(owner.Handle); ordinal >= 0 {
			return block.Spec.at(ordinal), nil
		}
	}
	for _, block := range blocks {
		if len(block.Spec.Unallocated) == 0 {
			continue
		}
		if err := i.keepHandle(owner, block.Spec.CIDR); err != nil {
			return netip.Addr{}, err
		}
		ordinal := block.Spec.give(owner)
		return block.Spec.at(ordinal), i.kube.update(crds+"ipamblocks/"+block.Metadata.Name, block)
	}
	return netip.Addr{}, errFull
}

// release takes back what the handle holds; nothing to do if it holds nothing.
func (i *IPAM) release(handle string) error {
	var found IPAMHandle
	err := i.kube.get(crds+"ipamhandles/"+handle, &found)
	if isStatus(err, 404) {
		return nil
	}
	if err != nil {
		return err
	}
	for cidr := range found.Spec.Block {
		if err := i.releaseFrom(cidr, handle); err != nil {
			return err
		}
	}
	err = i.kube.delete(crds + "ipamhandles/" + handle)
	if isStatus(err, 404) {
		return nil
	}
	return err
}

func (i *IPAM) releaseFrom(cidr, handle string) error {
	for range 20 {
		var block IPAMBlock
		err := i.kube.get(crds+"ipamblocks/"+dashed(cidr), &block)
		if isStatus(err, 404) || (err == nil && !block.Spec.take(handle)) {
			return nil
		}
		if err == nil {
			err = i.kube.update(crds+"ipamblocks/"+block.Metadata.Name, block)
		}
		if !isStatus(err, 409) {
			return err
		}
	}
	return fmt.Errorf("block %s changes too fast", cidr)
}

// keepHandle notes in which block to look for the owner's address: before the address is given, so that
// none is lost.
func (i *IPAM) keepHandle(owner Owner, cidr string) error {
	err := i.kube.create(crds+"ipamhandles", IPAMHandle{
		crdVersion, "IPAMHandle", Meta{Name: owner.Handle}, HandleSpec{map[string]int{cidr: 1}, false, owner.Handle},
	}, nil)
	if isStatus(err, 409) {
		return nil
	}
	return err
}

// ownBlocks are the blocks with a confirmed affinity to this node.
func (i *IPAM) ownBlocks() ([]IPAMBlock, error) {
	var affinities List[BlockAffinity]
	if err := i.kube.get(crds+"blockaffinities", &affinities); err != nil {
		return nil, err
	}
	var blocks []IPAMBlock
	for _, affinity := range affinities.Items {
		if affinity.Spec.Node != i.node || !affinity.confirmed() {
			continue
		}
		var block IPAMBlock
		if err := i.kube.get(crds+"ipamblocks/"+dashed(affinity.Spec.CIDR), &block); err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// claim makes a free block this node's: affinity pending, block, affinity confirmed, in this order, as
// Calico does. What an interrupted claim left is finished first.
func (i *IPAM) claim() error {
	var affinities List[BlockAffinity]
	if err := i.kube.get(crds+"blockaffinities", &affinities); err != nil {
		return err
	}
	var taken []string
	for _, affinity := range affinities.Items {
		if affinity.Spec.Node == i.node && affinity.Spec.State == "pending" {
			return i.confirm(affinity)
		}
		taken = append(taken, affinity.Spec.CIDR)
	}
	cidr, err := i.freeBlock(taken)
	if err != nil {
		return err
	}
	affinity := BlockAffinity{crdVersion, "BlockAffinity",
		Meta{Name: i.node + "-" + dashed(cidr), Labels: map[string]string{"projectcalico.org/affinity-type": "host"}},
		AffinitySpec{cidr, "false", i.node, "pending", "host"}}
	if err := i.kube.create(crds+"blockaffinities", affinity, &affinity); err != nil {
		return err
	}
	return i.confirm(affinity)
}

func (i *IPAM) confirm(affinity BlockAffinity) error {
	var block IPAMBlock
	err := i.kube.create(crds+"ipamblocks", newBlock(affinity.Spec.CIDR, i.node), &block)
	if isStatus(err, 409) {
		err = i.kube.get(crds+"ipamblocks/"+dashed(affinity.Spec.CIDR), &block)
	}
	if err != nil {
		return err
	}
	if block.Spec.Affinity != "host:"+i.node { // another node was faster
		return i.kube.delete(crds + "blockaffinities/" + affinity.Metadata.Name)
	}
	affinity.Spec.State = "confirmed"
	return i.kube.update(crds+"blockaffinities/"+affinity.Metadata.Name, affinity)
}

// freeBlock looks through the enabled pools, from a place that depends on the node's name, so that
// nodes seldom meet.
func (i *IPAM) freeBlock(taken []string) (string, error) {
	var pools List[IPPool]
	if err := i.kube.get(crds+"ippools", &pools); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(i.node))
	start := binary.BigEndian.Uint32(sum[:4])
	for _, pool := range pools.Items {
		prefix, err := netip.ParsePrefix(pool.Spec.CIDR)
		if err != nil || pool.Spec.Disabled || !prefix.Addr().Is4() {
			continue
		}
		count := uint32(1) << (pool.Spec.BlockSize - prefix.Bits())
		for n := range count {
			base := toNumber(prefix.Addr()) + (start+n)%count<<(32-pool.Spec.BlockSize)
			cidr := netip.PrefixFrom(toAddr(base), pool.Spec.BlockSize).String()
			if !slices.Contains(taken, cidr) {
				return cidr, nil
			}
		}
	}
	return "", errors.New("no free block in any enabled pool")
}

func newBlock(cidr, node string) IPAMBlock {
	size := 1 << (32 - netip.MustParsePrefix(cidr).Bits())
	spec := BlockSpec{Affinity: "host:" + node, CIDR: cidr, Allocations: make([]*int, size), Attributes: []Attribute{},
		SequenceNumber: time.Now().UnixNano()}
	for n := range size {
		spec.Unallocated = append(spec.Unallocated, n)
	}
	return IPAMBlock{crdVersion, "IPAMBlock", Meta{Name: dashed(cidr)}, spec}
}
