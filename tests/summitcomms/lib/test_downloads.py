from summitcomms.lib import downloads, tables


def test_a_list_is_handed_out_as_a_file_to_keep() -> None:
    response = downloads.xlsx("instansi", ("kode", "nama"), [("D-74", "=cmd|' /C calc'!A0"), ("K-059", None)])

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"] == 'attachment; filename="instansi.xlsx"'
    table = tables.read_xlsx(b"".join(response))
    assert table.header == ("kode", "nama")
    assert [row.cells for row in table.rows] == [("D-74", "=cmd|' /C calc'!A0"), ("K-059", "")]
