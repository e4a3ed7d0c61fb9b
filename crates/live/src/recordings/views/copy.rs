//! The copy of a recording to take along: offered, being made, there.

use kernel::SessionId;
use maud::{Markup, html};
use web::show;
use web::ui::{self, Button, Icon, Notice};

use crate::recordings::copying::WhyFailed;
use crate::recordings::recording::Recording;

/// How a recording's copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The server has no ffmpeg.
    Unable,
    Ask,
    /// Others are before it.
    Waits,
    /// In per cent.
    Goes(u8),
    Made {
        bytes: i64,
    },
    Failed(WhyFailed),
}

/// Said where no copy can be made.
pub const UNABLE: &str = "A video file to download cannot be made: the program ffmpeg is not installed on this server. Whoever \
                          runs the server can install it.";

pub fn offer(session: SessionId, recording: &Recording, offer: Offer) -> Markup {
    let id = format!("copy-{}", recording.id);
    let address = format!("/sessions/{session}/recordings/{}/copy", recording.id);
    let is_on_its_way = matches!(offer, Offer::Waits | Offer::Goes(_));
    html! {
        div id=(id) class="copy" hx-get=[is_on_its_way.then_some(address.as_str())] hx-trigger=[is_on_its_way.then_some("every 2s")] hx-swap=[is_on_its_way.then_some("outerHTML")] {
            @match offer {
                Offer::Unable => p class="muted" { (UNABLE) },
                Offer::Ask => {
                    (Button::post(address.as_str(), "Make an MP4").small().icon(Icon::Download))
                    p class="muted" { "One video file: both pictures side by side, or the shared screen, with both voices. Boards and chat are in the replay only." }
                }
                Offer::Waits => p role="status" { "The MP4 waits for its turn: the server makes one at a time." },
                Offer::Goes(percent) => {
                    (ui::meter("The MP4 is being made", u64::from(percent), 100))
                    p { "The MP4 is being made: " (percent) " %. You can leave this page meanwhile." }
                }
                Offer::Made { bytes } => {
                    (Button::link(format!("/sessions/{session}/recording/{}.mp4", recording.id), format!("Download MP4 ({})", show::bytes(bytes)))
                        .small().icon(Icon::Download))
                }
                Offer::Failed(why) => {
                    (Notice::warn("The MP4 could not be made").body(html! { (reason(why)) }))
                    (Button::post(address.as_str(), "Try again").small())
                }
            }
        }
    }
}

const fn reason(why: WhyFailed) -> &'static str {
    match why {
        WhyFailed::Broken => {
            "ffmpeg gave up. The recording itself can be played all the same; the server's log says more."
        }
        WhyFailed::Full => "The server's disk is nearly full. Try again when there is room.",
        WhyFailed::Pieces => {
            "This recording is in too many pieces: camera or network went off and on very often. The replay plays them all."
        }
    }
}
