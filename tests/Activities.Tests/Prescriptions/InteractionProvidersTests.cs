using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Infrastructure.Kims;
using OpsFlow.Platform.Store;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

public sealed class InteractionProvidersTests : IAsyncDisposable
{
    private static readonly DrugTable s_drugs = DrugTable.Open();
    private static readonly DrugNormalizer s_normalizer = new(s_drugs);

    private readonly TempFolder _folder = new();
    private readonly Database _database;
    private string _version = "1";
    private HttpStatusCode _status = HttpStatusCode.OK;
    private string _severity = "contraindicated";
    private string _more = "";

    public InteractionProvidersTests() => _database = new(
        new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task CheckAsync_NoProvider_UsesTheOpenTable()
    {
        var result = await Providers(new KimsOptions(), out _).CheckAsync(Drugs("와파린", "이부프로펜"), default);

        Assert.Equal(("OpsFlow open interaction table", null), (result.Table, result.Failure));
        Assert.Single(result.Interactions);
    }

    [Fact]
    public async Task CheckAsync_Provider_DecidesAlone()
    {
        var result = await Providers(Kims, out _).CheckAsync(Drugs("와파린", "이부프로펜", "암로디핀"), default);

        Assert.Equal(("KIMS", "1"), (result.Table, result.DataVersion));
        Assert.Equal(InteractionSeverity.Contraindicated, Assert.Single(result.Interactions).Severity);
    }

    [Fact]
    public async Task CheckAsync_SamePairsAgain_AreAskedOncePerVersion()
    {
        var providers = Providers(Kims, out var handler);
        await providers.CheckAsync(Drugs("와파린", "이부프로펜"), default);
        await providers.CheckAsync(Drugs("와파린", "이부프로펜"), default);
        Assert.Single(handler.Requests, r => r.StartsWith("POST"));

        _version = "2";
        Assert.Equal("2", (await providers.CheckAsync(Drugs("와파린", "이부프로펜"), default)).DataVersion);
        Assert.Equal(2, handler.Requests.Count(r => r.StartsWith("POST")));
    }

    [Fact]
    public async Task CheckAsync_ProviderTellsOfOtherPairs_KeepsThemBehindTheOwnOnesAlsoFromTheCache()
    {
        _severity = "moderate";
        _more = """,{"a":"warfarin","b":"fluconazole","severity":"contraindicated","effect":{"ko":"출혈"} }""";
        var providers = Providers(Kims, out var handler);
        for (var i = 0; i < 2; i++)
        {
            var result = await providers.CheckAsync(Drugs("와파린", "이부프로펜", "암로디핀"), default);

            Assert.Equal(InteractionSeverity.Moderate, Assert.Single(result.Interactions).Severity);
            var other = Assert.Single(result.Others!);
            Assert.Equal(
                ("fluconazole", "warfarin", InteractionSeverity.Contraindicated),
                (other.First, other.Second, other.Severity));
            Assert.Equal((0, 1), (other.FirstLines.Count, Assert.Single(other.SecondLines)));
        }

        Assert.Single(handler.Requests, r => r.StartsWith("POST"));

        // Without warfarin it has nothing to do with the prescription; with both it is the prescription's own.
        Assert.Empty((await providers.CheckAsync(Drugs("이부프로펜", "암로디핀"), default)).Others!);
        Assert.Empty((await providers.CheckAsync(Drugs("와파린", "이부프로펜", "플루코나졸"), default)).Others!);
    }

    [Fact]
    public async Task CheckAsync_ProviderNamesNoIngredients_IsOfNoUse()
    {
        _more = """,{"a":"warfarin","severity":"minor"}""";

        Assert.NotNull((await Providers(Kims, out _).CheckAsync(Drugs("와파린", "이부프로펜"), default)).Failure);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "major")]
    [InlineData(HttpStatusCode.OK, "dreadful")]
    public async Task CheckAsync_ProviderOfNoUse_SaysSoAndUsesTheOpenTable(HttpStatusCode status, string severity)
    {
        (_status, _severity) = (status, severity);

        var result = await Providers(Kims, out _).CheckAsync(Drugs("와파린", "이부프로펜"), default);

        Assert.NotNull(result.Failure);
        Assert.Single(result.Interactions);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("hangs")]
    [InlineData("is empty")]
    public async Task CheckAsync_ProviderWithoutAnAnswer_GivesACardThatSaysThatTheCheckIsNotDone(string how)
    {
        var time = new FakeTimeProvider();
        using HttpMessageHandler handler = how == "hangs" ? new HangingHandler() : new ScriptedHandler(
            _ => ScriptedHandler.Json(how == "fails" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, ""));
        var checking = Providers(new KimsClient(new HttpClient(handler), Kims, time)).CheckAsync(
            Drugs("와파린", "세픽심"), default);
        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(checking.IsCompleted);
            },
            "end of the check");

        var card = Assert.Single(CardWriter.Write("s", await checking, s_drugs.Ingredients, "en"));
        Assert.Equal((CardKind.Failed, CardIndicator.Warning), (card.Kind, card.Indicator));
        Assert.StartsWith("Check not done", card.Summary);
        Assert.DoesNotContain("undefined", card.Detail);
    }

    private static KimsOptions Kims => new() { Url = new Uri("http://kims.example") };

    private static List<CheckedDrug> Drugs(params string[] names) =>
        [.. names.Select((n, i) => new CheckedDrug(i + 1, s_normalizer.Normalize(null, n)))];

    private InteractionProviders Providers(KimsOptions options, out ScriptedHandler handler)
    {
        handler = new ScriptedHandler(request => ScriptedHandler.Json(
            _status,
            request.Method == HttpMethod.Get
                ? $$$"""{"table":"KIMS","version":"{{{_version}}}"}"""
                : $$$"""
                  {"table":"KIMS","version":"{{{_version}}}","interactions":[{"a":"warfarin","b":"ibuprofen",
                  "severity":"{{{_severity}}}","effect":{"ko":"출혈"},"advice":{"ko":"금기"} }{{{_more}}}]}
                  """));
        return Providers(new KimsClient(new HttpClient(handler), options, TimeProvider.System));
    }

    private InteractionProviders Providers(KimsClient client) =>
        new(s_drugs, s_normalizer, InteractionTable.Open(s_drugs), client, new InteractionAnswers(_database));
}
