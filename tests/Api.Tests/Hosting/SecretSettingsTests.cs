using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OpsFlow.Api.Hosting;
using OpsFlow.Infrastructure.S3;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Worker;

namespace OpsFlow.Api.Tests.Hosting;

/// <summary>A setting that is a secret is known as one, without anybody having to remember it.</summary>
public sealed partial class SecretSettingsTests
{
    private const string Marker = "marker-of-a-secret-0123456789abcdef";

    private static readonly Assembly[] s_assemblies =
    [
        typeof(AppSettings).Assembly, typeof(WorkerSettings).Assembly, typeof(SettingsReader).Assembly,
        typeof(PrescriptionSettings).Assembly, typeof(S3Settings).Assembly,
    ];

    [Fact]
    public void Read_SettingWhoseNameTellsASecret_IsKnownToTheRedactorAndNotShown()
    {
        var named = s_assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.GetConstructor(Type.EmptyTypes) is not null)
            .SelectMany(t => t.GetProperties())
            .Where(p => p.IsDefined(typeof(ConfigurationKeyNameAttribute)) && SecretName().IsMatch(p.Name)).ToList();
        Assert.True(named.Count >= 20, $"only {named.Count} settings");
        foreach (var property in named)
        {
            var isConnection = property.Name.Contains("Connection", StringComparison.Ordinal);
            var (secrets, shown) = Read(
                property, isConnection ? $"Host=db;Username=me;Password={Marker}" : Marker);
            var setting = $"{property.DeclaringType!.Name}.{property.Name}";
            var (isKnown, isShown) = (secrets.Contains(Marker), string.Concat(shown).Contains(Marker));
            var isMarked = !isConnection || property.IsDefined(typeof(ConnectionStringAttribute));
            Assert.True(isKnown, $"{setting} is not known as a secret");
            Assert.False(isShown, $"{setting} is shown");
            Assert.True(isMarked, $"{setting} is not marked as a connection string");
        }
    }

    private static (IReadOnlyCollection<string> Secrets, IEnumerable<string?> Shown) Read(
        PropertyInfo property, string value)
    {
        var variable = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()!.Name;
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [variable] = value }).Build());
        typeof(SettingsReader).GetMethod(nameof(SettingsReader.Read), Type.EmptyTypes)!
            .MakeGenericMethod(property.DeclaringType!).Invoke(reader, null);
        return (reader.Secrets, reader.InEffect.Select(s => s.Value));
    }

    [GeneratedRegex("(Key|Token|Secret|Password|Connection|ConnectionString)$")]
    private static partial Regex SecretName();
}
