//! The short share of the fuzz target of the boards' frames.

#[path = "../../../../fuzz/trials/board_frames.rs"]
mod board_frames;
#[path = "../../../../fuzz/trials/mutations.rs"]
mod mutations;

/// A few seconds without optimisation.
const COUNT: u64 = 20_000;

#[test]
fn whatever_a_student_sends_to_the_boards_hurts_nobody_else() {
    mutations::around("board_frames", COUNT, board_frames::run);
}
