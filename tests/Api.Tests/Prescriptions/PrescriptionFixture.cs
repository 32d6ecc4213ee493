namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>One program with a pharmacy and without a model, for all tests that need no more.</summary>
[CollectionDefinition(Name)]
public sealed class PrescriptionFixture : ICollectionFixture<PrescriptionFixture>, IAsyncLifetime
{
    public const string Name = "prescriptions";

    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();

    public PrescriptionFixture() => Pharmacy = new TestPharmacy(_outside);

    public TestPharmacy Pharmacy { get; }

    public AppProcess App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await PrescriptionApp.StartAsync(_data, Pharmacy, null);

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _data.Dispose();
        _outside.Dispose();
    }
}
