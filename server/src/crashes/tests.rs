use super::*;

const REPORT: &str = "0.1.0-1f3c5a7b\nRuntimeError\npando.1f3c.wasm:wasm-function[12]:0x34\nwasm-function[core::panicking::panic]";

#[test]
fn a_report_is_a_build_a_kind_of_error_and_places_in_the_program() {
    let report = Report::read(REPORT).expect("a report");
    assert_eq!((report.build, report.error), ("0.1.0-1f3c5a7b", "RuntimeError"));
    assert_eq!(report.places, ["pando.1f3c.wasm:wasm-function[12]:0x34", "wasm-function[core::panicking::panic]"]);
    assert!(Report::read("0.1.0-1f3c5a7b\nRuntimeError").is_some(), "an error may come from nowhere");
    assert!(Report::read("0.1.0-1_Jm-wxP\nRuntimeError").is_some(), "a build is named in the letters of base64 for addresses");
}

#[test]
fn what_people_write_is_no_report() {
    for text in [
        "",
        "0.1.0",
        "0.1.0\nRuntimeError: Mrs Quillfeather, bed 4",
        "0.1.0\nRuntimeError\nMrs Quillfeather wasm-function[1]",
        "0.1.0\nRuntimeError\nQuillfeather",
        "0.1.0\nRuntimeError\n\u{1b}[31mwasm-function[1]",
        "Give morphine 5 mg\nRuntimeError",
    ] {
        assert_eq!(Report::read(text), None, "{text:?}");
    }
}

#[tokio::test]
async fn a_report_longer_than_any_page_sends_is_refused() {
    let long = format!("0.1.0\nRuntimeError\n{}", "wasm-function[1]\n".repeat(300));
    let request = Request::new(long.into());
    assert_eq!(Crashes::default().take(Timestamp(0), request).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn each_is_heard_once_a_minute_and_all_together_so_often_in_an_hour() {
    let crashes = Crashes::default();
    assert!(crashes.is_heard("asha".into(), Timestamp(0)));
    assert!(!crashes.is_heard("asha".into(), Timestamp(EACH - 1)), "not again within the minute");
    assert!(crashes.is_heard("rhys".into(), Timestamp(EACH - 1)), "somebody else is another matter");
    assert!(crashes.is_heard("asha".into(), Timestamp(EACH)));
    for number in 2..MOST {
        assert!(crashes.is_heard(number.to_string(), Timestamp(EACH)));
    }
    assert!(!crashes.is_heard("one too many".into(), Timestamp(EACH)));
    assert!(crashes.is_heard("one too many".into(), Timestamp(EACH + WITHIN)), "an hour later there is room");
}
