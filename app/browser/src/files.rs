//! Files that somebody chose, dropped or pasted, and sending them.
//!
//! By `XMLHttpRequest`: what fetch sends, and gloo-net with it, it sends without telling how far it has come, in every browser, so
//! that nobody would see whether a large picture moves on a slow ward network.

use std::cell::RefCell;
use std::collections::HashMap;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ClipboardEvent, DragEvent, Event, File, FileList, FormData, HtmlInputElement, ProgressEvent, XmlHttpRequest};

pub use crate::file_words::{Picked, Step};

thread_local! {
    static HELD: RefCell<HashMap<u32, Held>> = RefCell::default();
    static NEXT: RefCell<u32> = const { RefCell::new(0) };
}

struct Held {
    file: File,
    sending: Option<Sending>,
}

/// A request under way, with what it calls.
struct Sending {
    request: XmlHttpRequest,
    _heard: [Closure<dyn FnMut(ProgressEvent)>; 3],
}

/// What was chosen in a file box, which is empty again afterwards: the same file can be chosen twice.
pub fn chosen(event: &Event) -> Vec<Picked> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return Vec::new() };
    let picked = hold(input.files());
    input.set_value("");
    picked
}

/// What was dropped or pasted; nothing if that was no file.
pub fn brought(event: &Event) -> Vec<Picked> {
    let dropped = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    let pasted = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    hold(dropped.or(pasted).and_then(|data| data.files()))
}

fn hold(files: Option<FileList>) -> Vec<Picked> {
    let files = files.into_iter().flat_map(|files| (0..files.length()).filter_map(move |at| files.get(at)));
    files.map(keep).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size of a file is a whole number")]
fn keep(file: File) -> Picked {
    let key = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    let picked = Picked { key, name: file.name(), kind: file.type_(), size: file.size() as u64 };
    HELD.with_borrow_mut(|held| held.insert(key, Held { file, sending: None }));
    picked
}

/// Sends a file to a server function as this field of a form, and says how far it is.
pub fn send(key: u32, url: &str, field: &str, tell: impl Fn(Step) + Clone + 'static) {
    let Some(file) = HELD.with_borrow(|held| held.get(&key).map(|held| held.file.clone())) else { return };
    let sending = begin(&file, url, field, tell.clone());
    match sending {
        Some(sending) => HELD.with_borrow_mut(|held| {
            if let Some(held) = held.get_mut(&key) {
                held.sending = Some(sending);
            }
        }),
        None => tell(Step::Lost),
    }
}

fn begin(file: &File, url: &str, field: &str, tell: impl Fn(Step) + Clone + 'static) -> Option<Sending> {
    let request = XmlHttpRequest::new().ok()?;
    request.open_with_async("POST", url, true).ok()?;
    request.set_request_header("Accept", "application/json").ok()?;
    let form = FormData::new().ok()?;
    form.append_with_blob_and_filename(field, file, &file.name()).ok()?;
    // No kind of content is said: the browser says it, with the mark between the parts that it alone knows.
    let (part, lost, answer) = (tell.clone(), tell.clone(), request.clone());
    let heard = [
        Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| part(Step::Sent(percent(event.loaded(), event.total())))),
        Closure::new(move |_| lost(Step::Lost)),
        Closure::new(move |_| {
            let text = answer.response_text().ok().flatten().unwrap_or_default();
            tell(Step::Answered(answer.status().unwrap_or_default(), text));
        }),
    ];
    let [progress, error, load] = &heard;
    request.upload().ok()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    request.set_onerror(Some(error.as_ref().unchecked_ref()));
    request.set_onload(Some(load.as_ref().unchecked_ref()));
    request.send_with_opt_form_data(Some(&form)).ok()?;
    Some(Sending { request, _heard: heard })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
fn percent(sent: f64, whole: f64) -> u32 {
    if whole > 0.0 { (100.0 * sent / whole).clamp(0.0, 100.0) as u32 } else { 0 }
}

/// Stops sending; the file stays, to be sent again.
pub fn cancel(key: u32) {
    let sending = HELD.with_borrow_mut(|held| held.get_mut(&key).and_then(|held| held.sending.take()));
    if let Some(sending) = sending {
        // It has nothing to say any more.
        sending.request.set_onload(None);
        sending.request.set_onerror(None);
        drop(sending.request.abort());
    }
}

/// Stops sending, and lets the file go.
pub fn forget(key: u32) {
    cancel(key);
    HELD.with_borrow_mut(|held| held.remove(&key));
}
