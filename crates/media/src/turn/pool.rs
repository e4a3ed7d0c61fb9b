//! The addresses that relayed datagrams seem to come from.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Allocations at once: each of six hundred connections from up to three networks of its browser.
const MAX_ALLOCATIONS: usize = 2_000;

/// Allocations of one address at once: a school whose thirty classrooms of two leave by one address, from two networks.
const MAX_PER_CLIENT: usize = 128;

/// Ports used of each address. What lies below is refused by some browsers.
const FIRST_PORT: u16 = 1_024;
const PORTS: u32 = 60_000;
/// How many addresses are used: `192.0.2.1` to `192.0.2.254`.
const HOSTS: u32 = 254;

/// Hands out relayed addresses, each to one allocation at a time, and remembers who has how many. They are of the
/// ranges for documentation (RFC 5737, RFC 3849), from which no datagram of a network comes.
#[derive(Debug, Default)]
pub struct Pool {
    taken: HashSet<SocketAddr>,
    per_client: HashMap<IpAddr, usize>,
    next: u32,
}

/// Which kind of address is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub(super) const fn of(address: SocketAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }
}

impl Pool {
    /// An address for `client`; none when all are given out, or this client has its share.
    pub(super) fn take(&mut self, client: IpAddr, family: Family) -> Option<SocketAddr> {
        if self.taken.len() >= MAX_ALLOCATIONS {
            return None;
        }
        let count = self.per_client.entry(household(client)).or_default();
        if *count >= MAX_PER_CLIENT {
            return None;
        }
        *count += 1;
        loop {
            let address = relayed(self.next, family);
            // Far more addresses than allocations: one that was given back is not used again for long.
            self.next = (self.next + 1) % (HOSTS * PORTS);
            if self.taken.insert(address) {
                return Some(address);
            }
        }
    }

    /// The allocation at this address is over.
    pub fn give_back(&mut self, address: SocketAddr, client: IpAddr) {
        if !self.taken.remove(&address) {
            return;
        }
        let client = household(client);
        if let Some(count) = self.per_client.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                self.per_client.remove(&client);
            }
        }
    }
}

/// Whether the address is one of those.
#[cfg(test)]
pub(super) fn is_relayed(address: SocketAddr) -> bool {
    match address.ip() {
        IpAddr::V4(ip) => ip.octets()[..3] == [192, 0, 2],
        IpAddr::V6(ip) => ip.segments()[..4] == PREFIX,
    }
}

/// The network `2001:db8:6e61:6372::/64`.
const PREFIX: [u16; 4] = [0x2001, 0xdb8, 0x6e61, 0x6372];

fn relayed(number: u32, family: Family) -> SocketAddr {
    let [.., host] = (1 + number / PORTS % HOSTS).to_be_bytes();
    let [_, _, high, low] = (number % PORTS).to_be_bytes();
    let port = FIRST_PORT + u16::from_be_bytes([high, low]);
    let ip: IpAddr = match family {
        Family::V4 => Ipv4Addr::new(192, 0, 2, host).into(),
        Family::V6 => {
            let [a, b, c, d] = PREFIX;
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, host.into()).into()
        }
    };
    SocketAddr::new(ip, port)
}

/// Whose the address is: of IPv6 one line has a whole /64.
fn household(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEN: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));

    #[test]
    fn every_allocation_has_an_address_of_its_own_that_no_network_has() {
        let mut pool = Pool::default();
        let mut seen = HashSet::new();
        for family in [Family::V4, Family::V6] {
            for _ in 0..3 {
                let address = pool.take(BEN, family).expect("there are some");
                assert!(is_relayed(address) && seen.insert(address), "{address}");
                pool.give_back(address, BEN);
            }
        }

        assert!(!is_relayed("203.0.113.7:443".parse().expect("an address")));
        assert!(!is_relayed("[2001:db8::1]:443".parse().expect("an address")));
    }

    #[test]
    fn one_client_and_all_of_them_have_a_limit_and_what_is_given_back_can_be_taken_again() {
        let mut pool = Pool::default();
        let first = pool.take(BEN, Family::V4).expect("there are some");
        while pool.take(BEN, Family::V4).is_some() {}
        assert_eq!(pool.taken.len(), MAX_PER_CLIENT);
        pool.give_back(first, BEN);
        pool.give_back(first, BEN);
        assert!(pool.take(BEN, Family::V4).is_some());
        assert_eq!(pool.take(BEN, Family::V4), None);

        let neighbours = (0..=u8::MAX).map(|last| IpAddr::V4(Ipv4Addr::new(198, 51, 101, last)));
        for neighbour in neighbours.cycle().take(2 * MAX_ALLOCATIONS) {
            pool.take(neighbour, Family::V4);
        }

        assert_eq!(pool.taken.len(), MAX_ALLOCATIONS);
    }

    #[test]
    fn a_line_with_many_addresses_of_ipv6_counts_once() {
        let mut pool = Pool::default();
        let neighbours = (0..u16::MAX).map(|last| Ipv6Addr::new(0x2a00, 1, 2, 3, 0, 0, 0, last).into());

        let taken = neighbours.filter_map(|ip| pool.take(ip, Family::V6)).count();

        assert_eq!(taken, MAX_PER_CLIENT);
    }
}
