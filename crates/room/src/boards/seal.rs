//! What tells the server's own word from anybody else's, when somebody brings back what it showed them.

use hmac::{Hmac, KeyInit, Mac};
use kernel::{SessionId, UserId};
use sha2::Sha256;
use uuid::Uuid;

use super::Board;

/// Bytes of a voucher: who made the edit, in which session, and the proof that the server said so.
pub const VOUCHER_BYTES: usize = ID_BYTES + ID_BYTES + PROOF_BYTES;
const ID_BYTES: usize = 16;
const PROOF_BYTES: usize = 16;

pub type Voucher = [u8; VOUCHER_BYTES];

/// The seal of the boards of one student in one program.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// Of the boards that `boards` names: a voucher of others holds nothing here.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn new(key: &[u8; 32], boards: &[u8]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
        mac.update(b"what a board showed");
        mac.update(boards);
        Self(mac)
    }

    /// That `by` made this edit.
    pub fn vouch(&self, board: Board, by: UserId, session: SessionId, update: &[u8]) -> Voucher {
        let mut voucher = [0; VOUCHER_BYTES];
        let (ids, proof) = voucher.split_at_mut(2 * ID_BYTES);
        ids[..ID_BYTES].copy_from_slice(by.uuid().as_bytes());
        ids[ID_BYTES..].copy_from_slice(session.uuid().as_bytes());
        proof.copy_from_slice(&self.over(board, ids, update).finalize().into_bytes()[..PROOF_BYTES]);
        voucher
    }

    /// Who made the edit, and in which session; none when the voucher is not ours.
    pub fn open(&self, board: Board, voucher: &Voucher, update: &[u8]) -> Option<(UserId, SessionId)> {
        let (ids, proof) = voucher.split_at(2 * ID_BYTES);
        self.over(board, ids, update).verify_truncated_left(proof).ok()?;
        let (by, session) = ids.split_at(ID_BYTES);
        let [by, session] = [by, session].map(|id| Uuid::from_slice(id).ok());
        Some((UserId::from_uuid(by?), SessionId::from_uuid(session?)))
    }

    fn over(&self, board: Board, ids: &[u8], update: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(&[board.byte()]);
        mac.update(ids);
        mac.update(update);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn a_voucher_holds_for_its_edit_its_board_and_its_people_alone() {
        let (ada, session) = (UserId::from_uuid(id(7)), SessionId::from_uuid(id(9)));
        let seal = Seal::new(&[1; 32], b"here");
        let voucher = seal.vouch(Board::Draw, ada, session, b"a stroke");

        assert_eq!(seal.open(Board::Draw, &voucher, b"a stroke"), Some((ada, session)));
        assert_eq!(seal.open(Board::Write, &voucher, b"a stroke"), None);
        assert_eq!(seal.open(Board::Draw, &voucher, b"another"), None);
        for seal in [Seal::new(&[1; 32], b"elsewhere"), Seal::new(&[2; 32], b"here")] {
            assert_eq!(seal.open(Board::Draw, &voucher, b"a stroke"), None);
        }
        for at in 0..VOUCHER_BYTES {
            let mut forged = voucher;
            forged[at] ^= 1;
            assert_eq!(seal.open(Board::Draw, &forged, b"a stroke"), None, "byte {at}");
        }
    }
}
