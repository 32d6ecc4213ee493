using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Platform.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_NothingSet_IsTheDefaults()
    {
        var reader = Reader();
        Assert.Equal(new OpsFlowSettings(), reader.Read<OpsFlowSettings>());
        Assert.Null(reader.Refusal);
    }

    [Fact]
    public void Read_EmptyValue_IsUnset() =>
        Assert.Equal(4, Reader(("ACTIVITY_SLOTS", " ")).Read<OpsFlowSettings>().ActivitySlots);

    [Fact]
    public void Read_GoodValues_AreConverted()
    {
        var settings = Reader(
            ("REMINDER_AFTER", "4h"), ("LLM_PRICE", "0.15/0.60"), ("ACTIVITY_SLOTS", "7"),
            ("PUBLIC_URL", "https://ops.test/a/"), ("POSTGRES", "Host=h")).Read<OpsFlowSettings>();

        Assert.Equal(TimeSpan.FromHours(4), settings.ReminderAfter);
        Assert.Equal(new ModelPrice(0.15m, 0.60m), settings.ModelPrice);
        Assert.Equal((7, "https://ops.test/a", "Host=h"),
            (settings.ActivitySlots, settings.PublicUrl, settings.PostgresConnectionString));
    }

    [Fact]
    public void InEffect_SetDefaultAndSecret_TellsWhichIsWhich()
    {
        var reader = Reader(
            ("ACTIVITY_SLOTS", "7"), ("LLM_API_KEY", "sk-1"), ("POSTGRES", "Host=h;Password=pw"),
            ("LLM_URL", "https://me:p%40ss@models.test/"), ("PUBLIC_URL", "https://ops.test"));
        reader.Read<OpsFlowSettings>();
        var all = reader.InEffect.ToDictionary(s => s.Variable);

        Assert.Equal(new("OPSFLOW_ACTIVITY_SLOTS", "7", true, false), all["OPSFLOW_ACTIVITY_SLOTS"]);
        Assert.Equal(new("OPSFLOW_PUBLIC_URL", "https://ops.test", true, false), all["OPSFLOW_PUBLIC_URL"]);
        Assert.Equal(new("OPSFLOW_DATA", "data", false, false), all["OPSFLOW_DATA"]);
        Assert.Equal(new("OPSFLOW_EXPIRE_AFTER", null, false, false), all["OPSFLOW_EXPIRE_AFTER"]);
        Assert.Equal(new("OPSFLOW_LLM_API_KEY", null, true, true), all["OPSFLOW_LLM_API_KEY"]);
        Assert.Equal(new("OPSFLOW_POSTGRES", null, true, true), all["OPSFLOW_POSTGRES"]);
        Assert.Equal(new("OPSFLOW_LLM_URL", null, true, true), all["OPSFLOW_LLM_URL"]);
        Assert.Equal(["p%40ss", "p@ss", "pw", "sk-1"], reader.Secrets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://nas.test/api?method=incoming&version=2&token=%22a%2Bb%22", "\"a+b\"", "%22a%2Bb%22")]
    [InlineData("https://nas.test/api?API_Key=k1", "k1")]
    public void InEffect_SecretInTheQueryOfAUrl_IsNotShown(string url, params string[] secrets)
    {
        var reader = Reader(("PUBLIC_URL", url));
        reader.Read<OpsFlowSettings>();

        Assert.Equal(
            new("OPSFLOW_PUBLIC_URL", null, true, true),
            Assert.Single(reader.InEffect, s => s.Variable == "OPSFLOW_PUBLIC_URL"));
        Assert.Equal(secrets, reader.Secrets.Order(StringComparer.Ordinal).ToArray());
    }

    [Theory]
    [InlineData("Host=h;Password=\"one;two\"", "one;two")]
    [InlineData("Server=h;User Id=me;PWD='quo;ted'", "quo;ted")]
    [InlineData("host=h psw=x", null)]
    [InlineData("Data Source=/srv/pharmacy.db", null)]
    public void AddConnection_ConnectionString_KeepsItsPasswordAlone(string text, string? password)
    {
        var reader = Reader();
        Assert.Equal(password is not null, reader.AddConnection(text));
        Assert.Equal(password is not null, reader.Secrets.Contains(password ?? ""));
        Assert.DoesNotContain(text, reader.Secrets);
    }

    [Fact]
    public void AddConnection_ListOfUrls_KeepsThePasswordOfEach()
    {
        var reader = Reader();
        Assert.True(reader.AddConnection("gpu=http://me:first@10.0.0.5:9000, nas=https://me:second@nas.test/a"));
        Assert.Equal(["first", "second"], reader.Secrets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://me:p,w@nas.test/cal/", "p,w")]
    [InlineData("https://nas.test/api?token=a,b", "a,b")]
    [InlineData("a=http://me:one@h/x,b=https://me:t,w@h/,http://me:four@h, http://me:five@h1,h2", "five", "four", "one",
        "t,w")]
    public void AddConnection_CommaInAUrl_EndsItOnlyWhereTheNextFollows(string text, params string[] secrets)
    {
        var reader = Reader();
        Assert.True(reader.AddConnection(text));
        Assert.Equal(secrets, reader.Secrets.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void InEffect_ConnectionWithoutAPassword_IsNotShownEither()
    {
        var reader = Reader(("POSTGRES", "Host=h;Username=me"));
        reader.Read<OpsFlowSettings>();
        Assert.Equal(
            new("OPSFLOW_POSTGRES", null, true, true),
            Assert.Single(reader.InEffect, s => s.Variable == "OPSFLOW_POSTGRES"));
        Assert.Empty(reader.Secrets);
    }

    [Fact]
    public void InEffect_QueryWithoutSecrets_IsShown()
    {
        var reader = Reader(("PUBLIC_URL", "https://ops.test/?method=incoming&token="));
        reader.Read<OpsFlowSettings>();

        Assert.Empty(reader.Secrets);
        Assert.False(Assert.Single(reader.InEffect, s => s.Variable == "OPSFLOW_PUBLIC_URL").IsSecret);
    }

    [Fact]
    public void Read_ManyFaults_AreAllInOneMessageWithoutTheValues()
    {
        var reader = Reader(
            ("REMINDER_AFTER", "4"), ("EXPIRE_AFTER", "9000d"), ("LLM_PRICE", "secret-price"), ("ACTIVITY_SLOTS", "0"),
            ("LLM_URL", "not a url"), ("PUBLIC_URL", "ops.test"));
        reader.Read<OpsFlowSettings>();

        var lines = reader.Refusal!.Split(Environment.NewLine);
        Assert.Equal(7, lines.Length);
        foreach (var name in new[] { "REMINDER_AFTER", "EXPIRE_AFTER", "LLM_PRICE", "ACTIVITY_SLOTS", "LLM_URL",
            "PUBLIC_URL" })
        {
            Assert.Single(lines, l => l.StartsWith($"  OPSFLOW_{name} ", StringComparison.Ordinal));
        }

        Assert.DoesNotContain("secret", reader.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prometheus://127.0.0.1:9464", "127.0.0.1:9464", null)]
    [InlineData("prometheus://[::1]:9464/", "[::1]:9464", null)]
    [InlineData("http://collector:4317", null, "http://collector:4317/")]
    public void Read_TemporalMetrics_AreScrapedOrSent(string text, string? prometheus, string? collector)
    {
        var metrics = Reader(("TEMPORAL_METRICS", text)).Read<OpsFlowSettings>().TemporalMetrics!;
        Assert.Equal((prometheus, collector), (metrics.Prometheus?.ToString(), metrics.Collector?.ToString()));
    }

    [Theory]
    [InlineData("127.0.0.1:9464")]
    [InlineData("prometheus://127.0.0.1")]
    [InlineData("prometheus://localhost:9464")]
    [InlineData("prometheus://127.0.0.1:9464/elsewhere")]
    [InlineData("ftp://collector")]
    public void Read_TemporalMetricsThatGoNowhere_AreAFault(string text)
    {
        var reader = Reader(("TEMPORAL_METRICS", text));
        reader.Read<OpsFlowSettings>();
        Assert.Contains("  OPSFLOW_TEMPORAL_METRICS must be", reader.Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UrlWithoutModel_NamesTheMissingOne()
    {
        var reader = Reader(("LLM_URL", "http://127.0.0.1/v1"));
        reader.Read<OpsFlowSettings>();
        Assert.Contains("OPSFLOW_LLM_MODEL is required", reader.Refusal!, StringComparison.Ordinal);
    }

    private static SettingsReader Reader(params (string Name, string Value)[] values) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(values.ToDictionary(v => v.Name, v => (string?)v.Value)).Build());
}
