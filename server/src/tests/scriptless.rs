//! A browser without scripts: it reads the buttons, links and forms of a page, presses them by their words, and goes where
//! that leads.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::access::Ctx;
use domain::testing::token_of;
use http::header::{LOCATION, SET_COOKIE};
use http::{Request, StatusCode};

use super::stage::{Stage, answer};

/// Somebody's browser.
pub struct Browser<'a> {
    stage: &'a Stage,
    /// How often it asked: of two servers each answers every other time.
    asked: usize,
    cookies: HashMap<String, String>,
    pub page: Page,
}

/// What it shows.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub address: String,
    pub html: String,
    forms: Vec<Form>,
    pub controls: Vec<Control>,
    ids: Vec<String>,
}

#[derive(Clone, Debug, Default)]
struct Form {
    attributes: HashMap<String, String>,
    fields: Vec<(String, String)>,
}

/// Something that can be pressed.
#[derive(Clone, Debug)]
pub struct Control {
    pub tag: String,
    pub words: String,
    attributes: HashMap<String, String>,
    form: Option<usize>,
}

impl Control {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

impl Page {
    fn read(address: String, html: String) -> Self {
        let mut page = Self { address, ..Self::default() };
        let (mut form, mut open): (Option<usize>, Option<usize>) = (None, None);
        // What only the program reads or opens is no part of it.
        let hidden = [("<script", "</script>"), ("<!--", "-->"), ("<dialog", "</dialog>")];
        let shown = hidden.iter().fold(html.clone(), |shown, (from, to)| without(&shown, from, to));
        for piece in shown.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            let name = tag.split([' ', '\n', '/']).find(|part| !part.is_empty()).unwrap_or_default().to_owned();
            let closes = tag.starts_with('/');
            match (name.as_str(), closes) {
                ("form", false) => {
                    page.forms.push(Form { attributes: attributes(tag), fields: Vec::new() });
                    form = Some(page.forms.len() - 1);
                }
                ("form", true) => form = None,
                ("input" | "textarea", false) => page.field(form, &name, &attributes(tag), text),
                ("button" | "a" | "summary", false) => {
                    let attributes = attributes(tag);
                    let words = attributes.get("aria-label").cloned().unwrap_or_default();
                    page.controls.push(Control { tag: name.clone(), words, attributes, form });
                    open = Some(page.controls.len() - 1);
                }
                ("button" | "a" | "summary", true) => open = None,
                _ => {}
            }
            if let Some(id) = attributes(tag).remove("id").filter(|_| !closes) {
                page.ids.push(id);
            }
            if let Some(control) =
                open.and_then(|at| page.controls.get_mut(at)).filter(|control| !control.attributes.contains_key("aria-label"))
            {
                control.words = format!("{} {}", control.words, unescaped(text.trim())).trim().to_owned();
            }
        }
        page.html = html;
        page
    }

    fn field(&mut self, form: Option<usize>, tag: &str, attributes: &HashMap<String, String>, text: &str) {
        let kind = attributes.get("type").map_or("text", String::as_str);
        let sent = !matches!(kind, "radio" | "checkbox") || attributes.contains_key("checked");
        if let (Some(form), Some(name), true) = (form.and_then(|form| self.forms.get_mut(form)), attributes.get("name"), sent) {
            let value = if tag == "textarea" { Some(unescaped(text)) } else { attributes.get("value").cloned() };
            form.fields.push((name.clone(), value.unwrap_or_default()));
        }
    }

    fn form_of(&self, control: &Control) -> Option<&Form> {
        match control.attribute("form") {
            Some(id) => self.forms.iter().find(|form| form.attributes.get("id").map(String::as_str) == Some(id)),
            None => control.form.and_then(|form| self.forms.get(form)),
        }
    }

    /// What is written into the box of a form.
    pub fn fill(&mut self, name: &str, value: &str) {
        let mut fields = self.forms.iter_mut().flat_map(|form| &mut form.fields).filter(|(field, _)| field == name);
        let field = fields.next().unwrap_or_else(|| panic!("no box {name}"));
        value.clone_into(&mut field.1);
    }

    /// The same where several are called that: the one that holds `was`.
    pub fn fill_in(&mut self, name: &str, was: &str, value: &str) {
        let mut fields = self.forms.iter_mut().flat_map(|form| &mut form.fields);
        let field = fields.find(|(field, held)| field == name && held == was).unwrap_or_else(|| panic!("no box {name} with {was}"));
        value.clone_into(&mut field.1);
    }

    /// Ticks a box of the form that the button with these words is of.
    pub fn tick(&mut self, button: &str, name: &str, value: &str) {
        let form = self.control(button).form.and_then(|form| self.forms.get_mut(form)).unwrap_or_else(|| panic!("no form of {button}"));
        form.fields.push((name.to_owned(), value.to_owned()));
    }

    /// Why a control does nothing when it is pressed, if that is so.
    pub fn dead(&self, control: &Control) -> Option<String> {
        let opens = control.attribute("popovertarget").is_some_and(|id| self.ids.iter().any(|known| known == id));
        let submits = control.attribute("type").is_none_or(|kind| kind == "submit") && self.form_of(control).is_some();
        let leads = control.tag == "a" && control.attribute("href").is_some_and(|href| !href.is_empty());
        let lives = control.tag == "summary" || leads || (control.tag == "button" && (submits || opens));
        (!lives).then(|| format!("{} \u{201c}{}\u{201d} on {}", control.tag, control.words, self.address))
    }

    fn control(&self, words: &str) -> &Control {
        let found = self.controls.iter().find(|control| control.words == words && control.tag != "summary");
        found.unwrap_or_else(|| {
            panic!("no \u{201c}{words}\u{201d} among {:?}", self.controls.iter().map(|one| &one.words).collect::<Vec<_>>())
        })
    }
}

impl<'a> Browser<'a> {
    /// Nothing is open in it yet.
    pub fn of(stage: &'a Stage, who: &Ctx) -> Self {
        let cookies = HashMap::from([("__Host-pando".to_owned(), token_of(who.who.device))]);
        Self { stage, asked: 0, cookies, page: Page::default() }
    }

    /// Opens an address, and follows where it leads.
    pub async fn open(&mut self, address: &str) -> &mut Page {
        self.go("GET", address.to_owned(), String::new()).await
    }

    /// Presses what says this.
    pub async fn press(&mut self, words: &str) -> &mut Page {
        let control = self.page.control(words);
        assert_eq!(self.page.dead(control), None);
        if control.tag == "a" {
            let href = control.attribute("href").unwrap_or_default().to_owned();
            return self.go("GET", href, String::new()).await;
        }
        let form = self.page.form_of(control).expect("a form");
        let of = |own: &str, forms: &str| control.attribute(own).or_else(|| form.attributes.get(forms).map(String::as_str));
        let button = control.attribute("name").map(|name| (name.to_owned(), control.attribute("value").unwrap_or_default().to_owned()));
        let pairs: Vec<String> =
            form.fields.iter().cloned().chain(button).map(|(name, value)| format!("{}={}", coded(&name), coded(&value))).collect();
        let action = of("formaction", "action").unwrap_or(&self.page.address).split('?').next().unwrap_or_default().to_owned();
        let sent = pairs.join("&");
        if of("formmethod", "method") == Some("post") {
            self.go("POST", action, sent).await
        } else {
            self.go("GET", format!("{action}?{sent}"), String::new()).await
        }
    }

    async fn go(&mut self, method: &str, address: String, body: String) -> &mut Page {
        let (mut method, mut address, mut body) = (method.to_owned(), address, body);
        for _ in 0..5 {
            let (status, to, html) = self.ask(&method, &address, &body).await;
            let Some(to) = to else {
                assert!(status.is_success(), "{method} {address}: {status}");
                let address = address.split('#').next().unwrap_or_default().to_owned();
                self.page = Page::read(address, html);
                return &mut self.page;
            };
            (method, address, body) = ("GET".to_owned(), to.replace("https://pando.test", ""), String::new());
        }
        panic!("{address} leads in a circle");
    }

    async fn ask(&mut self, method: &str, address: &str, body: &str) -> (StatusCode, Option<String>, String) {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(address.split('#').next().unwrap_or_default())
            .header("host", "pando.test")
            .header("origin", "https://pando.test")
            .header("referer", format!("https://pando.test{}", self.page.address))
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", cookies.join("; "));
        let mut request = request.body(Body::from(body.to_owned())).expect("a request");
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4000))));
        self.asked += 1;
        let router = if self.asked.is_multiple_of(2) { &self.stage.router } else { &self.stage.beside };
        let (parts, body) = answer(router, request).await.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
            if let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = parts.headers.get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the answer reads");
        (parts.status, to, String::from_utf8_lossy(&body).into_owned())
    }
}

/// A text without what lies between these two.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(to).map_or("", |(_, rest)| rest))
}

fn attributes(tag: &str) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest);
    while let Some(start) = rest.find(|letter: char| !letter.is_whitespace()) {
        rest = &rest[start..];
        let end = rest.find(|letter: char| letter.is_whitespace() || letter == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let quoted = after.strip_prefix("=\"").and_then(|after| after.split_once('"'));
        let (value, after) = quoted.unwrap_or(("", after.trim_start_matches('=')));
        found.insert(name.to_owned(), unescaped(value));
        rest = after;
    }
    found
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    text.replace("&amp;", "&")
}

fn coded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-_.[]".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}
