using System.Text;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Reports;

public sealed class ReportParserTests(ITestOutputHelper output)
{
    private static readonly string[] Valid =
    [
        """{"serverName":"shop","serverIp":"10.0.0.1","errorType":"E","message":"m","requestMethod":"GET","stackTrace":"t"}""",
        """{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]}""",
        """{"server_name":"shop","exception":{"values":[{"type":"E","value":"m","stacktrace":{"frames":[{"filename":"a.py","lineno":3}]}}]}}""",
    ];

    [Theory]
    [InlineData("""{"serverName":"shop","serverIp":"10.0.0.1","errorType":"E","message":"m","requestMethod":"GET","requestUrl":"/x","stackTrace":"t"}""")]
    [InlineData("""{"server_name":"shop","server_ip":"10.0.0.1","error_type":"E","message":"m","request_method":"GET","request_url":"/x","stack_trace":"t"}""")]
    public void Parse_EitherSpelling_GivesTheReport(string json)
    {
        var report = Parse(json);
        Assert.Equal(
            ("shop", "10.0.0.1", "E", "m"), (report.ServerName, report.ServerIp, report.ErrorType, report.Message));
        Assert.Equal(("GET", "/x", "t"), (report.RequestMethod, report.RequestUrl, report.StackTrace));
    }

    [Theory]
    [InlineData("""{"serverName":"shop","exception.type":"E","exception.message":"m","exception.stacktrace":"t"}""")]
    [InlineData("""{"serverName":"shop","attributes":{"exception.type":"E","exception.message":"m","exception.stacktrace":"t"}}""")]
    [InlineData("""{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"attributes":[{"key":"exception.type","value":{"stringValue":"E"}},{"key":"exception.message","value":{"stringValue":"m"}},{"key":"exception.stacktrace","value":{"stringValue":"t"}}]}""")]
    public void Parse_OpenTelemetryAttributes_GivesTheReport(string json)
    {
        var report = Parse(json);
        Assert.Equal(("shop", "E", "m", "t"), (report.ServerName, report.ErrorType, report.Message, report.StackTrace));
    }

    [Fact]
    public void Parse_SentryEvent_WritesTheTraceAsPythonDoes()
    {
        var report = Parse("""
            {"server_name":"shop","platform":"python","exception":{"values":[{"type":"KeyError","value":"'id'","stacktrace":{"frames":[
              {"filename":"app/main.py","function":"main","lineno":3,"context_line":"  load(x)"},
              {"filename":"app/load.py","function":"load","lineno":9,"context_line":"  return x['id']"}]}}]},
              "request":{"method":"POST","url":"https://shop/orders"}}
            """);
        Assert.Equal(("KeyError", "'id'", "POST"), (report.ErrorType, report.Message, report.RequestMethod));
        Assert.Equal(
            "Traceback (most recent call last):\n  File \"app/main.py\", line 3, in main\n    load(x)\n"
            + "  File \"app/load.py\", line 9, in load\n    return x['id']\nKeyError: 'id'\n",
            report.StackTrace.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Parse_ManyFaults_NamesThemAll()
    {
        var body = """{"serverName":1,"message":[],"timestamp":"then"}"""u8.ToArray();
        Assert.Null(ReportParser.Parse(body, out var faults));
        Assert.Equal(
            ["serverName: must be a string", "serverName: is required", "errorType: is required"], faults);
    }

    [Theory]
    [InlineData("[]", "body: JSON 객체여야 합니다")]
    [InlineData("{", "body: 올바른 JSON이 아닙니다")]
    [InlineData("""{"serverName":"s"}""", "errorType: 입력하세요")]
    public void Parse_FaultForAKoreanReader_IsInKorean(string body, string fault)
    {
        using var language = Language.Use(Language.Korean);
        Assert.Null(ReportParser.Parse(Encoding.UTF8.GetBytes(body), out var faults));
        Assert.Equal([fault], faults);
    }

    [Fact]
    public void Parse_VeryLongTexts_AreCut()
    {
        var trace = "start" + new string('x', 600_000) + "end";
        var report = Parse($$"""{"serverName":"s","errorType":"{{new string('E', 1000)}}","message":"{{new string('m', 50_000)}}","stackTrace":"{{trace}}"}""");
        Assert.Equal(ReportParser.MaxErrorType, report.ErrorType.Length);
        Assert.True(report.Message.Length <= ReportParser.MaxMessage + 4);
        Assert.True(report.StackTrace.Length <= ReportParser.MaxStackTrace + 5);
        Assert.StartsWith("start", report.StackTrace);
        Assert.EndsWith("end", report.StackTrace);
    }

    [Theory]
    [InlineData("c0ffee1234", true)]
    [InlineData("--upload-pack=x", false)]
    [InlineData("main", false)]
    public void Parse_Commit_IsKeptOnlyIfItIsOne(string commit, bool kept)
    {
        var report = Parse($$"""{"serverName":"s","errorType":"E","commit":"{{commit}}"}""");
        Assert.Equal(kept ? commit : null, report.Commit);
    }

    [Fact]
    public void Parse_RandomOrMutatedBytes_NeverThrows()
    {
        var rounds = LongTests.Count(20_000, 1_000_000);
        var random = new Random(7);
        const string Alphabet = "{}[]\",:0123tfnu\\ea serverNameexceptionattributeskeyvalue";
        var read = 0;
        for (var i = 0; i < rounds; i++)
        {
            var text = random.Next(3) == 0 ? [] : Valid[random.Next(Valid.Length)].ToList();
            for (var j = random.Next(text.Count == 0 ? 60 : 6); j > 0; j--)
            {
                var place = random.Next(text.Count + 1);
                if (random.Next(3) == 0 && place < text.Count)
                {
                    text.RemoveAt(place);
                }
                else
                {
                    text.Insert(place, Alphabet[random.Next(Alphabet.Length)]);
                }
            }

            read += ReportParser.Parse(Encoding.UTF8.GetBytes(string.Concat(text)), out _) is null ? 0 : 1;
        }

        output.WriteLine($"REPORT fuzz error reports: {rounds} bodies, {read} read");
        Assert.InRange(read, 1, rounds - 1);
    }

    private static ErrorReport Parse(string json)
    {
        var report = ReportParser.Parse(Encoding.UTF8.GetBytes(json), out var faults);
        Assert.Empty(faults);
        return report!;
    }
}
