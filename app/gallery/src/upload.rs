//! Sending files, which this server looks at and throws away.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use ui::{Banner, ErrorSummary, Parcel, Typed, Upload, counted, size_words};

use crate::api::GalleryUpload;
use crate::rules::MOST_BYTES;

/// Where files are sent.
pub fn upload_url() -> &'static str {
    GalleryUpload::url()
}

#[component]
pub(crate) fn UploadPage() -> impl IntoView {
    let form = Typed::plain("gallery-upload");
    let query = use_query_map();
    let got = move || query.with(|query| Some((query.get("files")?.parse::<usize>().ok()?, query.get("bytes")?.parse::<u64>().ok()?)));
    let parcel = Parcel { url: upload_url(), accept: "image/jpeg,image/png,text/plain", most: MOST_BYTES };
    view! {
        {move || got().map(|(files, bytes)| view! { <Banner>{format!("{} sent, {}", counted(files, "file", "files"), size_words(bytes))}</Banner> })}
        <ErrorSummary form />
        <Upload form name="files" label="Pictures and notes" hint="JPEG, PNG or plain text, up to 1.5 MB each" parcel />
    }
}
