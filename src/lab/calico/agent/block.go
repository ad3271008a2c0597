package main

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// The arithmetic of one block: which of its addresses belongs to whom.

func (b *BlockSpec) at(ordinal int) netip.Addr {
	return toAddr(toNumber(netip.MustParsePrefix(b.CIDR).Addr()) + uint32(ordinal))
}

// heldBy is the ordinal of the handle's address, -1 if it has none here.
func (b *BlockSpec) heldBy(handle string) int {
	return slices.IndexFunc(b.Allocations, func(index *int) bool {
		return index != nil && b.Attributes[*index].HandleID == handle
	})
}

// give takes the address that has been free for longest. The block must have one.
func (b *BlockSpec) give(owner Owner) int {
	ordinal := b.Unallocated[0]
	b.Unallocated = b.Unallocated[1:]
	index := len(b.Attributes)
	b.Attributes = append(b.Attributes, Attribute{owner.Handle, owner.Secondary})
	b.Allocations[ordinal] = &index
	b.SequenceNumber++
	return ordinal
}

// take undoes give; false if the handle holds nothing here.
func (b *BlockSpec) take(handle string) bool {
	ordinal := b.heldBy(handle)
	if ordinal < 0 {
		return false
	}
	gone := *b.Allocations[ordinal]
	b.Allocations[ordinal] = nil
	b.Unallocated = append(b.Unallocated, ordinal)
	b.Attributes = slices.Delete(b.Attributes, gone, gone+1)
	for _, index := range b.Allocations {
		if index != nil && *index > gone {
			*index--
		}
	}
	b.SequenceNumber++
	return true
}

func toNumber(ip netip.Addr) uint32 {
	bytes := ip.As4()
	return binary.BigEndian.Uint32(bytes[:])
}

func toAddr(number uint32) netip.Addr {
	var bytes [4]byte
	binary.BigEndian.PutUint32(bytes[:], number)
	return netip.AddrFrom4(bytes)
}
