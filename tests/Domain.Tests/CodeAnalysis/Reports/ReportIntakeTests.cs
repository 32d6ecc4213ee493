using System.Text;
using OpsFlow.Domain.CodeAnalysis.Reports;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Reports;

/// <summary>Bodies as senders really write them: what is not required never costs the report.</summary>
public sealed class ReportIntakeTests
{
    [Theory]
    [InlineData("""{"serverName":"mill","errorType":"E","message":"cut \ud83d"}""", "cut \ufffd")]
    [InlineData("""{"serverName":"mill","errorType":"E","message":"\udc00\ud83d\ude00 \\ud83d"}""",
        "\ufffd\U0001F600 \\ud83d")]
    [InlineData("""{"serverName":"mill","errorType":"E","tags":{"\udc00x":"\ud83d"},"message":"m"}""", "m")]
    [InlineData("""{"serverName":"mill","errorType":"E","tags":{"zone":"a","zone":"b"},"message":"m"}""", "m")]
    [InlineData("""{"serverName":"mill","errorType":"E","exception":{"class":"x"},"message":"m"}""", "m")]
    [InlineData("""{"serverName":"mill","errorType":"E","attributes":{"a":1},"message":"m"}""", "m")]
    [InlineData("""{"serverName":"mill","errorType":"E","timestamp":"then","tags":3,"traceId":{},"message":"m"}""",
        "m")]
    [InlineData("""{"serverName":"mill","errorType":"E","message":7}""", "7")]
    [InlineData("""{"serverName":"mill","errorType":"E","message":["a","b"]}""", "a\nb")]
    [InlineData("""{"serverName":"mill","errorType":"E","errorMessage":"m","trace":["at a"]}""", "m")]
    [InlineData("\ufeff{\"serverName\":\"mill\",\"errorType\":\"E\",\"message\":\"m\"}", "m")]
    public void Parse_OddOptionalField_KeepsTheReport(string body, string message)
    {
        var report = Parse(body);
        Assert.Equal(("mill", "E", message), (report.ServerName, report.ErrorType, report.Message));
        Assert.DoesNotContain(report.Tags, t => t.Key.Any(char.IsSurrogate));
    }

    [Theory]
    [InlineData("1700000000")]
    [InlineData("1700000000000")]
    [InlineData("\"1700000000000000\"")]
    [InlineData("1700000000000000000")]
    [InlineData("1.7e9")]
    [InlineData("\"2023-11-14T22:13:20Z\"")]
    [InlineData("\"2023-11-15T07:13:20+09:00[Asia/Seoul]\"")]
    [InlineData("\"2023-11-14 22:13:20,000\"")]
    public void Parse_Timestamp_IsReadInEachForm(string time) => Assert.Equal(
        DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Parse($$"""{"serverName":"mill","errorType":"E","timestamp":{{time}}}""").Timestamp);

    [Fact]
    public void Parse_BytesOfAnotherEncoding_NamesTheFault()
    {
        var body = Encoding.Latin1.GetBytes("""{"serverName":"mill","errorType":"E","message":"¹æ"}""");
        Assert.Null(ReportParser.Parse(body, out var faults));
        Assert.Equal(["body: not UTF-8"], faults);
    }

    [Fact]
    public void Parse_ServerNamedTwice_NamesTheFault()
    {
        var body = """{"serverName":"a","serverName":"b","errorType":"E"}"""u8.ToArray();
        Assert.Null(ReportParser.Parse(body, out var faults));
        Assert.Equal(["serverName: is given more than once"], faults);
    }

    [Fact]
    public void Parse_TextCutInsideACharacter_KeepsWholeOnes()
    {
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", ReportParser.MaxStackTrace));
        var report = Parse($$"""{"serverName":"mill","errorType":"x{{emoji[..800]}}","stackTrace":"x{{emoji}}"}""");
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Assert.True(strict.GetByteCount(report.ErrorType) > 0);
        Assert.True(strict.GetByteCount(report.StackTrace) > ReportParser.MaxStackTrace);
    }

    [Theory]
    [InlineData("exception.message", "damp", "Error")]
    [InlineData("exception.stacktrace", "mill.Damp: 7\\n\\tat mill.Sack.weigh(Sack.java:3)", "mill.Damp")]
    [InlineData("exception.stacktrace",
        "Traceback (most recent call last):\\n  File \\\"/a.py\\\", line 3, in f\\n    g()\\nmill.Damp: 7",
        "mill.Damp")]
    public void Parse_TelemetryWithoutType_TakesItFromTheTrace(string name, string text, string type)
    {
        var report = Parse(
            $$$"""{"resource":{"service.name":"mill"},"attributes":{"{{{name}}}":"{{{text}}}"}}""");
        Assert.Equal(("mill", type), (report.ServerName, report.ErrorType));
    }

    [Theory]
    [InlineData("""{"resourceLogs":[{"resource":RESOURCE,"scopeLogs":[{"logRecords":["""
        + """{"body":{"stringValue":"ok"}},{"timeUnixNano":"1700000000000000000",EXCEPTION},{EXCEPTION}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"resource":RESOURCE,"scopeSpans":[{"spans":[{"name":"GET","events":["""
        + """{"name":"exception",EXCEPTION},{"name":"retry"},{"name":"exception",EXCEPTION}]}]}]}]}""")]
    public void ParseAll_TelemetryExport_GivesEachException(string json)
    {
        const string attributes = "\"attributes\":[{\"key\":\"exception.type\",\"value\":{\"stringValue\":\"Damp\"}}]";
        var reports = ReportParser.ParseAll(
            Encoding.UTF8.GetBytes(json
                .Replace("RESOURCE", """{"attributes":[{"key":"service.name","value":{"stringValue":"mill"}}]}""")
                .Replace("EXCEPTION", attributes)),
            out var faults);
        Assert.Empty(faults);
        Assert.Equal(["mill Damp", "mill Damp"], reports.Select(r => $"{r.ServerName} {r.ErrorType}"));
    }

    [Fact]
    public void ParseAll_ExportBeyondTheLimit_SaysHowManyAreLeftOut()
    {
        const string record = """{"attributes":[{"key":"exception.type","value":{"stringValue":"Damp"}}]}""";
        var records = string.Join(',', Enumerable.Repeat(record, ReportParser.MaxExported + 3));
        var reports = ReportParser.ParseAll(
            Encoding.UTF8.GetBytes($$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{{records}}]}]}]}"""),
            out var faults, out var leftOut, "mill");
        Assert.Empty(faults);
        Assert.Equal((ReportParser.MaxExported, 3), (reports.Count, leftOut));
    }

    [Theory]
    [InlineData("{\"event_id\":\"1\"}\n{\"type\":\"event\"}\nEVENT\n")]
    [InlineData("{}\n{\"type\":\"session\",\"length\":2}\n{}\n\n{\"type\":\"event\",\"length\":LENGTH}\nEVENT")]
    public void Parse_SentryEnvelope_GivesItsEvent(string envelope)
    {
        const string sent = """{"server_name":"mill","exception":{"values":[{"type":"Damp","value":"7"}]}}""";
        var report = Parse(envelope.Replace("LENGTH", $"{sent.Length}").Replace("EVENT", sent));
        Assert.Equal(("mill", "Damp", "7"), (report.ServerName, report.ErrorType, report.Message));
    }

    [Theory]
    [InlineData("{\"resourceLogs\":[]}", "body: holds no exception")]
    [InlineData("{\"a\":1}\n{\"type\":\"session\"}\n{}", "body: not valid JSON")]
    [InlineData("[]", "body: must be a JSON object")]
    public void Parse_NothingInIt_NamesTheFault(string body, string fault)
    {
        Assert.Null(ReportParser.Parse(Encoding.UTF8.GetBytes(body), out var faults));
        Assert.Equal([fault], faults);
    }

    private static ErrorReport Parse(string body)
    {
        var report = ReportParser.Parse(Encoding.UTF8.GetBytes(body), out var faults);
        Assert.Empty(faults);
        return report!;
    }
}
