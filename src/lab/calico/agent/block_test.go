package main

import (
	"slices"
	"testing"
)

func TestShouldGiveEachOwnerAnAddressOfItsOwnWhenOthersCameAndWent(t *testing.T) {
	// given
	block := newBlock("192.168.202.0/30", "m1").Spec
	block.give(Owner{"a", nil})
	block.give(Owner{"b", nil})
	block.give(Owner{"c", nil})
	block.take("a")

	// when
	ordinal := block.give(Owner{"d", nil})

	// then
	if ip := block.at(ordinal).String(); ip != "192.168.202.3" {
		t.Errorf("d has %s, want the address that was free for longest", ip)
	}
	held := []int{block.heldBy("a"), block.heldBy("b"), block.heldBy("c"), block.heldBy("d")}
	if !slices.Equal(held, []int{-1, 1, 2, 3}) {
		t.Errorf("a, b, c, d hold %v", held)
	}
	if !slices.Equal(block.Unallocated, []int{0}) || len(block.Attributes) != 3 {
		t.Errorf("free %v, attributes %v", block.Unallocated, block.Attributes)
	}
}

func TestShouldTakeNothingWhenTheHandleHoldsNothing(t *testing.T) {
	// given
	block := newBlock("192.168.202.0/30", "m1").Spec
	block.give(Owner{"a", nil})

	// when
	taken := block.take("b")

	// then
	if taken || block.heldBy("a") != 0 {
		t.Errorf("taken %v, a holds %d", taken, block.heldBy("a"))
	}
}
