use http::StatusCode;
use http::header::CONTENT_ENCODING;

use super::stage::{Stage, Who};

/// What a browser that takes brotli is answered, and how that is packed.
async fn packed(stage: &Stage, path: &str) -> (StatusCode, Option<String>) {
    let answer = stage.send_taking(Who::Member, path, "br").await;
    let how = answer.headers().get(CONTENT_ENCODING).and_then(|how| how.to_str().ok()).map(str::to_owned);
    (answer.status(), how)
}

#[tokio::test]
async fn what_repeats_the_words_of_an_address_goes_as_it_is() {
    let stage = Stage::of_a_trial().await;
    let group = stage.group().await;
    let (ok, br) = (StatusCode::OK, Some("br".to_owned()));
    assert_eq!(packed(&stage, "/c").await, (ok, br.clone()));
    assert_eq!(packed(&stage, &format!("/c/{group}")).await, (ok, br));
    // Somebody's page can send a browser there, with words of its choice.
    assert_eq!(packed(&stage, "/people?q=Bea").await, (ok, None));
    assert_eq!(packed(&stage, "/c?f=unread").await, (ok, None));
    assert_eq!(packed(&stage, "/c/potassium").await.1, None);
    assert_eq!(packed(&stage, "/potassium").await.1, None);
}
