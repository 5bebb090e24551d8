//! `vanthu init` and `vanthu new`: what they make builds at once, and they never write over a file.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use common::{said, vanthu};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use vanthu::diagnostic::{Lang, Sink};
use vanthu::scaffold::{self, Plan};
use vanthu::{compose, docx, kind};

/// Every file below a folder with its bytes.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(dir)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn plan(kind: &'static kind::Kind) -> Plan {
    let mut plan = Plan::new(kind, "Sở Khoa học: \"Công nghệ\" #1");
    plan.parent = "UBND tỉnh Cao Bằng".into();
    plan.subject = "'Kết quả': công tác".into();
    plan.place = "Cao Bằng".into();
    plan.symbol = "SKHCN".into();
    plan.units =
        vec!["Phòng Kế hoạch - Tài chính".into(), "Phòng – Hai".into(), "Phòng-Hai".into()];
    plan.authority = vec!["KT. Giám đốc".into()];
    plan.position = "Phó Giám đốc".into();
    plan.signer = "Lương Đức Tố".into();
    plan
}

/// All kinds, with everything said and with nothing said, in both languages: the only findings are
/// that units have not written yet.
#[test]
fn every_kind_builds_at_once() {
    for kind in kind::ALL {
        for (full, lang) in [(true, Lang::Vi), (false, Lang::En)] {
            let plan = if full { plan(kind) } else { Plan::new(kind, "Sở Tư pháp") };
            let dir = tempfile::tempdir().unwrap();
            let dir = dir.path().join("mới");
            vanthu::save::create(&dir, &scaffold::document(&plan, lang)).unwrap();
            let mut sink = Sink::new();
            let folder = vanthu::folder::load(&dir, &mut sink);
            let (numbered, pictures) = compose(&folder, &mut sink).unwrap();
            let report = sink.close(&folder.levels);
            let rules: Vec<&str> =
                report.findings.iter().map(|finding| finding.rule.name()).collect();
            let wanted = vec!["section-empty"; plan.units.len()];
            assert_eq!(rules, wanted, "{} {:#?}", kind.slug, report.findings);
            docx::write(&numbered, &folder.style, &pictures, None).unwrap();
            let manifest = folder.manifest.as_ref().unwrap();
            assert_eq!(&*manifest.issuer.value, plan.issuer);
            let units: Vec<&str> = folder.sections.iter().map(|s| &*s.unit.value).collect();
            assert_eq!(units, plan.units);
        }
    }
}

#[test]
fn the_first_minutes() {
    let root = tempfile::tempdir().unwrap();
    let made = vanthu(
        root.path(),
        &[
            "init",
            "Báo cáo quý I",
            "--office",
            "Sở Tư pháp",
            "--kind",
            "Báo cáo",
            "--unit",
            "Văn phòng Sở",
        ],
    );
    assert!(made.status.success(), "{}", said(&made));
    assert!(said(&made).contains("cd \"Báo cáo quý I\""), "{}", said(&made));
    let dir = root.path().join("Báo cáo quý I");
    assert!(vanthu(&dir, &["build"]).status.success());
    let before = files(&dir);
    // Not twice, and nothing is touched.
    for again in [&["init", "--office", "X"][..], &["new", "Văn phòng Sở"]] {
        let output = vanthu(&dir, again);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("cách sửa"), "{}", said(&output));
        assert_eq!(files(&dir), before);
    }
    let output = vanthu(&dir, &["new", "Phòng Bổ trợ tư pháp", "--title", "Bổ trợ: \"tư pháp\""]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(dir.join("sections/02-phong-bo-tro-tu-phap.yaml").is_file());
    assert!(!said(&output).contains("outline"), "{}", said(&output));
    let check = vanthu(&dir, &["check", "--format", "json"]);
    assert_eq!(said(&check).matches("section-empty").count(), 2, "{}", said(&check));
    // A schema that is there already stays as it is.
    fs::write(dir.join(".vanthu/section.schema.json"), "{}").unwrap();
    assert!(vanthu(&dir, &["new", "Phòng Ba"]).status.success());
    assert_eq!(fs::read(dir.join(".vanthu/section.schema.json")).unwrap(), b"{}");
}

#[test]
fn what_stands_in_the_way_is_named() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("sections")).unwrap();
    fs::write(root.path().join("sections/01-phong-mot.yaml"), "cũ").unwrap();
    let before = files(root.path());
    let output = vanthu(root.path(), &["init", "--office", "S", "--unit", "Phòng Một"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("sections/01-phong-mot.yaml"), "{}", said(&output));
    assert_eq!(files(root.path()), before);
    // A file where a folder is needed: nothing stays behind.
    fs::write(root.path().join(".vanthu"), "").unwrap();
    let before = files(root.path());
    let output = vanthu(root.path(), &["init", "--office", "S", "--unit", "Phòng Hai"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(files(root.path()), before);
    for wrong in [&["init", "--kind", "báo cá"][..], &["init"], &["init", "--office", " "]] {
        let output = vanthu(root.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    }
}

#[test]
fn a_new_section_finds_its_place_in_the_outline() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    assert!(vanthu(dir, &["init", "--office", "Sở", "--unit", "Một"]).status.success());
    let document = fs::read_to_string(dir.join("document.yaml")).unwrap();
    let outline =
        "outline:   # của văn phòng\n  - title: Kết quả\n    children:\n      - mot  # một\n";
    fs::write(dir.join("document.yaml"), format!("{document}{outline}")).unwrap();
    let told = vanthu(dir, &["new", "Hai"]);
    assert!(told.status.success() && said(&told).contains("\n  - hai\n"), "{}", said(&told));
    assert!(said(&vanthu(dir, &["check"])).contains("section-unplaced"));
    let before = files(dir);
    let wrong = vanthu(dir, &["new", "Ba", "--place", "Kết qủa"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("Kết quả"), "{}", said(&wrong));
    assert_eq!(files(dir), before);
    assert!(vanthu(dir, &["new", "Ba", "--place", "kết quả"]).status.success());
    assert!(vanthu(dir, &["new", "Bốn", "--place", "."]).status.success());
    let after = fs::read_to_string(dir.join("document.yaml")).unwrap();
    assert_eq!(after, format!("{document}{outline}      - ba\n  - bon\n"));
}
