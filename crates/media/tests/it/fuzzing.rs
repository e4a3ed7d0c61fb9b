//! The short share of the fuzz target of what comes to the TCP port.

#[path = "../../../../fuzz/trials/mutations.rs"]
mod mutations;
#[path = "../../../../fuzz/trials/port_bytes.rs"]
mod port_bytes;

/// A few seconds without optimisation.
const COUNT: u64 = 40_000;

#[test]
fn whatever_a_stranger_sends_to_the_port_hurts_nobody() {
    mutations::around("port_bytes", COUNT, port_bytes::run);
}
