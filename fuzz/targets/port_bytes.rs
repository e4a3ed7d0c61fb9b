#![no_main]

#[path = "../trials/port_bytes.rs"]
mod trial;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trial::run(bytes));
