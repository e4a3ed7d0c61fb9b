//! Janus from the Debian package, with two of its plugins: EchoTest and VideoCall.

use std::fs;
use std::net::{IpAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

use crate::fleet::Fleet;

const START_WITHIN: Duration = Duration::from_secs(10);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

const ECHO: &str = "janus.plugin.echotest";
const CALL: &str = "janus.plugin.videocall";

/// The running server and the one connection it is spoken to over.
pub struct Janus {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: u64,
    spoken: u64,
    /// Heard while something else was waited for.
    unheeded: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Janus {
    pub fn start(address: IpAddr) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // The port is free again when Janus binds it.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        configure(folder.path(), address, port)?;
        let child = Command::new("janus")
            .arg("--configs-folder")
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting janus; on Debian: apt-get install --no-install-recommends janus")?;
        let socket = connect(port)?;
        let mut janus = Self { child, socket, session: 0, spoken: 0, unheeded: Vec::new(), _folder: folder };
        janus.session = janus.ask(json!({"janus": "create"}))?["data"]["id"].as_u64().context("a session")?;
        Ok(janus)
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Every browser gets its own packets back.
    pub fn echo(&mut self, fleet: &mut Fleet) -> Result<()> {
        for member in &mut fleet.members {
            let handle = self.attach(ECHO)?;
            let offer = json!({"type": "offer", "sdp": member.peer.offer()?});
            self.tell(handle, &json!({"audio": true, "video": true}), Some(&offer))?;
            member.peer.accept(&self.description_for(handle, "answer")?)?;
        }
        Ok(())
    }

    /// Two browsers each are in a call.
    pub fn call(&mut self, fleet: &mut Fleet) -> Result<()> {
        for (n, pair) in fleet.members.chunks_exact_mut(2).enumerate() {
            let [caller, callee] = pair else { bail!("an even number of browsers") };
            let (from, to) = (self.attach(CALL)?, self.attach(CALL)?);
            let (caller_name, callee_name) = (format!("caller{n}"), format!("callee{n}"));
            self.tell(from, &json!({"request": "register", "username": caller_name}), None)?;
            self.tell(to, &json!({"request": "register", "username": callee_name}), None)?;
            let offer = json!({"type": "offer", "sdp": caller.peer.offer()?});
            self.tell(from, &json!({"request": "call", "username": callee_name}), Some(&offer))?;
            let answer = callee.peer.answer(&self.description_for(to, "offer")?)?;
            self.tell(to, &json!({"request": "accept"}), Some(&json!({"type": "answer", "sdp": answer})))?;
            caller.peer.accept(&self.description_for(from, "answer")?)?;
        }
        Ok(())
    }

    fn attach(&mut self, plugin: &str) -> Result<u64> {
        let answer = self.ask(json!({"janus": "attach", "plugin": plugin, "session_id": self.session}))?;
        answer["data"]["id"].as_u64().with_context(|| format!("attaching to {plugin}: {answer}"))
    }

    fn tell(&mut self, handle: u64, body: &Value, description: Option<&Value>) -> Result<()> {
        let mut message =
            json!({"janus": "message", "session_id": self.session, "handle_id": handle, "body": body});
        if let Some(description) = description {
            message["jsep"] = description.clone();
        }
        let answer = self.ask(message)?;
        anyhow::ensure!(answer["janus"] == "ack", "Janus says {answer}");
        Ok(())
    }

    /// Sends a request and gives its direct answer.
    fn ask(&mut self, mut request: Value) -> Result<Value> {
        self.spoken += 1;
        let transaction = self.spoken.to_string();
        request["transaction"] = transaction.clone().into();
        self.socket.send(Message::text(request.to_string()))?;
        // Events carry the transaction too, and may come before the answer.
        self.hear(|answer| answer["transaction"] == transaction.as_str() && answer["janus"] != "event")
    }

    /// Waits for the offer or answer that a plugin sends to this handle.
    fn description_for(&mut self, handle: u64, kind: &str) -> Result<String> {
        let event = self.hear(|event| event["sender"] == handle && event["jsep"]["type"] == kind)?;
        let text = event["jsep"]["sdp"].as_str().context("a description has text")?;
        Ok(without_repeated_names(text))
    }

    fn hear(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        if let Some(place) = self.unheeded.iter().position(&is_wanted) {
            return Ok(self.unheeded.swap_remove(place));
        }
        loop {
            let Message::Text(text) = self.socket.read().context("Janus does not answer")? else { continue };
            let message: Value = serde_json::from_str(&text)?;
            if is_wanted(&message) {
                return Ok(message);
            }
            self.unheeded.push(message);
        }
    }
}

impl Drop for Janus {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is needed any more.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// VideoCall names each media line twice, as the caller did and once more, which careful readers refuse.
fn without_repeated_names(description: &str) -> String {
    let mut is_named = false;
    let lines = description.split_inclusive('\n').filter(|line| {
        if line.starts_with("m=") {
            is_named = false;
        }
        !(line.starts_with("a=mid:") && std::mem::replace(&mut is_named, true))
    });
    lines.collect()
}

/// A folder with nothing but what is measured: one transport, two plugins, one network address, few words.
fn configure(folder: &Path, address: IpAddr, port: u16) -> Result<()> {
    let installed = installed_folder()?;
    for (kind, library) in [
        ("plugins", "libjanus_echotest.so"),
        ("plugins", "libjanus_videocall.so"),
        ("transports", "libjanus_websockets.so"),
    ] {
        fs::create_dir_all(folder.join(kind))?;
        std::os::unix::fs::symlink(installed.join(kind).join(library), folder.join(kind).join(library))?;
    }
    let general = format!(
        "general: {{\n configs_folder = \"{0}\"\n plugins_folder = \"{0}/plugins\"\n\
         transports_folder = \"{0}/transports\"\n debug_level = 0\n}}\n\
         nat: {{\n ice_enforce_list = \"{address}\"\n}}\n",
        folder.display()
    );
    fs::write(folder.join("janus.jcfg"), general)?;
    let websockets = format!(
        "general: {{\n ws = true\n ws_port = {port}\n ws_ip = \"127.0.0.1\"\n}}\nadmin: {{\n admin_ws = false\n}}\n"
    );
    fs::write(folder.join("janus.transport.websockets.jcfg"), websockets)?;
    Ok(())
}

/// Debian keeps libraries in a folder for each architecture.
fn installed_folder() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path().join("janus"));
    folders.into_iter().find(|folder| folder.is_dir()).context("Janus is not installed")
}

fn connect(port: u16) -> Result<WebSocket<TcpStream>> {
    let deadline = Instant::now() + START_WITHIN;
    let stream = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => break stream,
            Err(error) if Instant::now() > deadline => return Err(error).context("Janus did not start"),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    let mut request = format!("ws://127.0.0.1:{port}/").into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("janus-protocol"));
    let (socket, _) = client(request, stream).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(socket)
}
