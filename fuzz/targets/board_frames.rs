#![no_main]

#[path = "../trials/board_frames.rs"]
mod trial;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trial::run(bytes));
