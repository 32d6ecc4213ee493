using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Infrastructure.Kims;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

/// <summary>A pharmacy's database, its records and its watch, on a day that the test chooses.</summary>
internal sealed class PharmacyBench : IAsyncDisposable
{
    private static readonly DrugTable s_drugs = DrugTable.Open();
    private static readonly DrugNormalizer s_normalizer = new(s_drugs);
    private static readonly InteractionTable s_table = InteractionTable.Open(s_drugs);

    private readonly TempFolder _folder = new();
    private readonly Database _database;
    private readonly Pseudonyms _pseudonyms;
    private PrescriptionWatcher _watcher;
    private int _runs;

    public PharmacyBench(string now)
    {
        Time = new FakeTimeProvider(DateTimeOffset.Parse(now));
        Source = new TestPharmacy(_folder);
        _database = new Database(new StoreOptions { DataFolder = _folder.Path }, TimeProvider.System);
        var signals = new EventSignals();
        Store = new PrescriptionStore(_database, new EventStore(_database, signals, Time), signals, Time);
        _pseudonyms = new Pseudonyms(
            new SettingStore(_database), new SecretProtector(new EphemeralDataProtectionProvider()));
        _watcher = CreateWatcher();
    }

    public FakeTimeProvider Time { get; }

    public TestPharmacy Source { get; }

    public PrescriptionStore Store { get; }

    public ScriptedRuns Runs { get; } = new();

    /// <summary>Looks until something is new or the minute is over.</summary>
    /// <returns>Whether somebody may wait for a permit.</returns>
    public async Task<bool> WatchAsync()
    {
        var watching = _watcher.WatchAsync(TestPharmacy.Id, default);
        await Until.TrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(watching.IsCompleted);
            },
            "end of the watch");
        return await watching;
    }

    /// <summary>The analyses of a prescription, the first one first.</summary>
    public async Task<IReadOnlyList<PrescriptionRecord>> AnalysesAsync(string serial) =>
    [
        .. (await Store.ListAsync(TestPharmacy.Id, null, null, null, 1000, default))
            .Where(r => r.Serial == serial).OrderBy(r => r.QueueNumber),
    ];

    /// <summary>Begins with the analysis that waits.</summary>
    public async Task<PrescriptionRecord> BeginAsync(string serial)
    {
        var record = (await Store.FindLatestAsync(TestPharmacy.Id, serial, default))!;
        Assert.True(await Store.BeginAsync(record, $"run-{++_runs}", _runs, default));
        return record;
    }

    /// <summary>Makes the analysis that waits: its cards are there, and nobody has decided on them.</summary>
    public async Task<PrescriptionRecord> AnalyzeAsync(string serial, string? dataVersion = null)
    {
        var record = await BeginAsync(serial);
        var drugs = new[] { "와파린", "이부프로펜" }
            .Select((n, i) => new CheckedDrug(i + 1, s_normalizer.Normalize(null, n)));
        var result = InteractionCheck.Check(
            [.. drugs], s_table.Find, s_table.Name, dataVersion ?? s_table.Version, s_table.Notice,
            s_drugs.Ingredients);
        var check = new KeptCheck(
            record.Version, record.Patient, result,
            new[] { "en", "ko" }.ToDictionary(
                l => l, l => CardWriter.Write($"{serial}/{record.Version}", result, s_drugs.Ingredients, l)));
        Assert.NotNull(await Store.KeepCheckAsync(record, check, default));
        await Store.EndAsync(record.Id, PrescriptionState.Success, null, _runs, default);
        var made = (await Store.FindAsync(record.Id, default))!;
        Assert.Equal((PrescriptionState.Success, 1L), (made.State, made.Undecided));
        return made;
    }

    /// <summary>The activities, without a model.</summary>
    public PrescriptionActivities CreateActivities() => new(
        Registry, new PharmacySources(Registry, _pseudonyms), _watcher, Store, CreateProviders(), null!, Runs,
        new DecisionSeal(new EphemeralDataProtectionProvider()), Time);

    /// <summary>Another process takes over.</summary>
    public void Restart() => _watcher = CreateWatcher();

    public async ValueTask DisposeAsync()
    {
        _pseudonyms.Dispose();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private PharmacyRegistry Registry => new(
        [new() { Id = TestPharmacy.Id, Connection = $"Data Source={Source.DatabasePath};Pooling=false" }]);

    private InteractionProviders CreateProviders() => new(
        s_drugs, s_normalizer, s_table, new KimsClient(new HttpClient(), new KimsOptions(), Time),
        new InteractionAnswers(_database));

    private PrescriptionWatcher CreateWatcher()
    {
        var sources = new PharmacySources(Registry, _pseudonyms);
        return new PrescriptionWatcher(
            sources, Store, CreateProviders(), new OpenCards(sources, Store, Runs, Time), Time,
            NullLogger<PrescriptionWatcher>.Instance);
    }
}
