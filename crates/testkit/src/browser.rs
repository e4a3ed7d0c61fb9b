//! A person's browser, without a network: it keeps cookies and sends what browsers send.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tokio::time::timeout;
use tower::ServiceExt;

use crate::PASSWORD;

/// Long enough for a busy machine; every wait is for something that comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser at one organization's address.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    host: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first field called `name` in the page.
    pub fn field(&self, name: &str) -> Option<&str> {
        let at = self.text.find(&format!("name=\"{name}\" value=\""))?;
        let rest = self.text.get(at..)?.split_once("value=\"")?.1;
        rest.split_once('"').map(|(value, _)| value)
    }
}

/// A stream of wake-ups that a page keeps open.
pub struct Stream {
    body: Body,
    /// Whole lines that came and were not asked for yet.
    lines: VecDeque<String>,
}

impl Stream {
    /// The next topic; none when the server ended the stream.
    ///
    /// # Panics
    /// When nothing comes.
    pub async fn next_topic(&mut self) -> Option<String> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                let Some(data) = line.strip_prefix("data: ") else { continue };
                let said: serde_json::Value = serde_json::from_str(data).expect("JSON");
                match said["topic"].as_str() {
                    Some(topic) => return Some(topic.to_owned()),
                    None => continue,
                }
            }
            let frame =
                timeout(PATIENCE, self.body.frame()).await.expect("the stream says something or ends")?;
            let bytes = frame.expect("the stream is whole").into_data().unwrap_or_default();
            self.lines.extend(String::from_utf8_lossy(&bytes).lines().map(str::to_owned));
        }
    }
}

impl Browser {
    pub fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned(), cookies: BTreeMap::new() }
    }

    /// Signs in with the cast's password.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn sign_in(&mut self, login: &str) {
        let answer = self.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "sign-in was refused: {}", answer.text);
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The cookies as a request carries them.
    pub fn cookie_line(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, "same-origin", String::new())).await
    }

    /// Keeps a stream of wake-ups open; the status when it is refused.
    ///
    /// # Errors
    /// The status of the refusal.
    ///
    /// # Panics
    /// Never: the router answers.
    pub async fn listen(&mut self, path: &str) -> Result<Stream, StatusCode> {
        let request = self.request(Method::GET, path, "same-origin", String::new());
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        match response.status() {
            StatusCode::OK => Ok(Stream { body: response.into_body(), lines: VecDeque::new() }),
            refused => Err(refused),
        }
    }

    /// Fetches some bytes of a file, as players do: `range` is what the header says.
    pub async fn get_range(&mut self, path: &str, range: &str) -> Answer {
        let mut request = self.request(Method::GET, path, "same-origin", String::new());
        let range = http::HeaderValue::from_str(range).expect("a header");
        request.headers_mut().insert(header::RANGE, range);
        self.send(request).await
    }

    /// Sends a form from a page of this site.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path, "same-origin", encode(fields));
        self.send(request).await
    }

    /// Sends a form from another site's page.
    pub async fn post_from_elsewhere(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path, "cross-site", encode(fields));
        self.send(request).await
    }

    /// Sends bytes as a script of this site does, with more headers, the body's type among them.
    pub async fn send_bytes(&mut self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request =
            self.request(Method::POST, path, "same-origin", String::new()).map(|_| Body::from(body));
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        add_headers(&mut request, headers);
        self.send(request).await
    }

    /// Asks for a thing with more headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(Method::GET, path, "same-origin", String::new());
        add_headers(&mut request, headers);
        self.send(request).await
    }

    /// Sends any method, with an empty form.
    pub async fn ask(&mut self, method: Method, path: &str) -> Answer {
        let request = self.request(method, path, "same-origin", String::new());
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str, site: &str, body: String) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie_line());
        }
        request.body(Body::from(body)).expect("a request")
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        // a stream never ends: its head is the answer
        let is_stream = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let bytes = if is_stream {
            Vec::new()
        } else {
            body.collect().await.expect("a whole body").to_bytes().to_vec()
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text, bytes }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn add_headers(request: &mut Request<Body>, headers: &[(&str, &str)]) {
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header's value"));
    }
}

/// Fields as a form sends them.
fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    out.push(char::from(byte))
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
            out
        })
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}
