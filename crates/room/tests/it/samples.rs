//! The recorded messages that the browser's own tests replay too: both sides speak the same words.

use std::collections::BTreeSet;

use kernel::Seat;
use room::protocol::{By, Outcome, Relay, Spot, ToBrowser, parse};
use room::{Conn, Input, LinkProgress, Mail, Newcomer, Output};
use serde_json::Value;

use crate::stage::{ADA, BEN, Stage, newcomer};

const SAMPLES: &str = include_str!("../../../../client/classroom/protocol.samples.json");

fn samples(side: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(SAMPLES).unwrap();
    all[side].as_array().unwrap().clone()
}

#[test]
fn every_sample_of_the_browser_is_read() {
    for sample in samples("browser") {
        assert!(parse(&sample.to_string()).is_ok(), "{sample}");
    }
}

#[test]
fn our_messages_have_exactly_the_fields_of_the_samples() {
    let ours: BTreeSet<String> = every_message().iter().map(|message| shape(&to_json(message))).collect();
    let theirs: BTreeSet<String> = samples("server").iter().map(shape).collect();

    assert_eq!(ours, theirs);
}

fn to_json(message: &ToBrowser) -> Value {
    serde_json::from_str(&message.to_text()).unwrap()
}

/// The kind of a message and the names of its fields, two levels deep.
fn shape(message: &Value) -> String {
    let fields: Vec<String> = message
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| match value.as_object() {
            Some(inner) if name != "progress" => {
                format!("{name}{{{}}}", inner.keys().cloned().collect::<Vec<_>>().join(","))
            }
            _ => name.clone(),
        })
        .collect();
    format!("{}: {}", message["t"], fields.join(" "))
}

/// A message of every kind, as a room says them.
fn every_message() -> Vec<ToBrowser> {
    let mut stage = Stage::lesson();
    let mut out = stage.hello(Conn(7), Seat::Student, Spot::Room);
    out.extend(
        stage.handle(Input::Hello(Newcomer {
            takeover: true,
            ..newcomer(Conn(8), Seat::Student, Spot::Room)
        })),
    );
    let generation = crate::stage::joined(&out);
    let relay = Relay { urls: String::new(), username: String::new(), credential: String::new() };
    for relay in [None, Some(relay)] {
        let sdp = "v=0".to_owned();
        out.extend(stage.handle(Input::Offer { seat: Seat::Student, generation, sdp, relay }));
    }
    out.extend(stage.say(Conn(8), r#"{"t":"end","choice":null}"#));
    out.extend(stage.say(Conn(8), r#"{"t":"ping","at_ms":1}"#));
    out.extend(stage.handle(Input::Progress(LinkProgress {
        mail: Mail::Sent,
        opened_by_student: true,
        opened_by_parent: true,
    })));
    for (conn, said) in [
        (ADA, r#"{"t":"mode","mode":"draw"}"#),
        (ADA, r#"{"t":"lock","board":"draw","on":true}"#),
        (ADA, r#"{"t":"share","on":true}"#),
        (ADA, r#"{"t":"ask","to":"other_mic"}"#),
        (Conn(8), r#"{"t":"reply","to":"other_mic","with":"lacking"}"#),
        (Conn(8), r#"{"t":"chat","id":"c0ffee12","text":"Is it 12?"}"#),
        (Conn(8), r#"{"t":"react","with":"clap"}"#),
    ] {
        out.extend(stage.say(conn, said));
    }
    let ends = stage.now.wall.plus_minutes(90);
    out.extend(stage.handle(Input::Extended { ends }));
    out.extend(stage.handle(Input::Noted { seq: u64::MAX }));
    out.extend(stage.say(Conn(8), r#"{"t":"leave"}"#));
    let (together, minimum) = (std::time::Duration::from_secs(1), std::time::Duration::from_secs(300));
    out.extend(stage.handle(Input::EndNeedsChoice { together, minimum }));
    out.extend(stage.handle(Input::Ended { outcome: Outcome::Missed, by: By::Server }));
    let messages = out.into_iter().filter_map(|output| match output {
        Output::Send { conn, message } if [ADA, BEN, Conn(7), Conn(8)].contains(&conn) => Some(message),
        _ => None,
    });
    messages.collect()
}
