import json

from capacity.scenario import json_schema


def test_the_schema_knows_each_setting_with_its_range(settings, parameters, provinces):
    schema = json_schema(settings, parameters, provinces)
    properties = schema["properties"]
    assert set(settings) < set(properties)
    for row in settings.values():
        if row.value in ("number", "whole"):
            assert (properties[row.id]["minimum"], properties[row.id]["maximum"]) == (row.low, row.high)
        if row.value == "choice":
            assert properties[row.id]["enum"] == list(row.choices)


def test_the_schema_refuses_what_it_does_not_name(settings, parameters, provinces):
    schema = json_schema(settings, parameters, provinces)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["parameters"]["additionalProperties"] is False
    assert set(schema["properties"]["delay_by_province"]["properties"]) == set(provinces)


def test_the_schema_is_plain_json(settings, parameters, provinces):
    schema = json_schema(settings, parameters, provinces)
    assert json.loads(json.dumps(schema)) == schema
