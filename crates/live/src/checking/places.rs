//! How many may check at once.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Tries that run at once on the whole server, each at most a socket and a media connection: lessons that go on never
/// notice.
const AT_ONCE: usize = 120;

/// Tries of one address: a class of thirty before its first lesson. Whoever holds them all keeps nobody else out.
const AT_ONCE_OF_ONE: usize = 40;

/// The places for tries. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Places {
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    /// A place for this address; none when all are taken, or this address has its share.
    pub fn take(&self, address: IpAddr) -> Option<Ticket> {
        let line = line_of(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_all: usize = taken.values().sum();
        let of_line = taken.get(&line).copied().unwrap_or_default();
        if of_all >= AT_ONCE || of_line >= AT_ONCE_OF_ONE {
            return None;
        }
        taken.insert(line, of_line + 1);
        drop(taken);
        Some(Ticket { places: self.clone(), line })
    }
}

/// A taken place. Given back when dropped.
#[derive(Debug)]
pub struct Ticket {
    places: Places,
    line: IpAddr,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.line) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.line);
            }
        }
    }
}

/// Of IPv6 one line has a whole /64.
fn line_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(places: &Places, addresses: impl Iterator<Item = IpAddr>) -> Vec<Ticket> {
        addresses.map_while(|address| places.take(address)).collect()
    }

    #[test]
    fn one_line_has_its_share_and_keeps_nobody_else_out() {
        let places = Places::default();
        let of_one_line = (0..1_000).map(|host| Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, host).into());

        let tickets = take_all(&places, of_one_line);
        assert_eq!(tickets.len(), AT_ONCE_OF_ONE);
        assert!(places.take(IpAddr::from([198, 51, 100, 7])).is_some());

        drop(tickets);
        assert!(places.taken.lock().expect("not poisoned").is_empty());
    }

    #[test]
    fn all_lines_together_have_a_bound() {
        let places = Places::default();

        let tickets = take_all(&places, (0..=u8::MAX).map(|host| IpAddr::from([198, 51, 100, host])));

        assert_eq!(tickets.len(), AT_ONCE);
    }
}
