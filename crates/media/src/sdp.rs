//! The offer every browser gets, and a careful look at its answer.

use str0m::Rtc;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid};

use crate::{Failure, MAX_ANSWER_BYTES, Track};

/// Writes the offer with all three tracks, both ways. Gives the text, what is needed to accept its answer, and
/// the names of the media lines in the order of [`Track::ALL`].
pub(crate) fn write_offer(rtc: &mut Rtc) -> Option<(String, SdpPendingOffer, [Mid; 3])> {
    let mut changes = rtc.sdp_api();
    let mids = Track::ALL.map(|track| {
        let kind = if track.is_video() { MediaKind::Video } else { MediaKind::Audio };
        changes.add_media(kind, Direction::SendRecv, None, None, None)
    });
    let (offer, pending) = changes.apply()?;
    Some((offer.to_sdp_string(), pending, mids))
}

/// Reads a browser's answer.
///
/// Its candidates are left out: the browser's own checks tell where it is, and names of local networks (mDNS)
/// cannot be looked up here anyway.
pub(crate) fn read_answer(text: &str) -> Result<SdpAnswer, Failure> {
    if text.len() > MAX_ANSWER_BYTES {
        return Err(Failure::AnswerTooLong);
    }
    let without_candidates: String =
        text.split_inclusive('\n').filter(|line| !line.starts_with("a=candidate")).collect();
    SdpAnswer::from_sdp_string(&without_candidates).map_err(|_| Failure::AnswerUnusable)
}
