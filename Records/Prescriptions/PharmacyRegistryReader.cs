using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Reads the file of pharmacies; faults go to the settings' reader.</summary>
public static partial class PharmacyRegistryReader
{
    private const string Variable = SettingsReader.Prefix + "PHARMACIES_FILE";

    public static PharmacyRegistry Read(
        SettingsReader reader, string? path, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        List<Pharmacy> pharmacies = [];
        foreach (var section in Open(reader, path).GetSection("pharmacies").GetChildren())
        {
            var prefix = $"pharmacies.{section.Key}.";
            if (!Id().IsMatch(section.Key))
            {
                reader.AddFault($"pharmacies.{section.Key} must be lower-case letters, digits and hyphens");
            }

            var pharmacy = reader.Read<Pharmacy>(section, prefix) with { Id = section.Key };
            if (pharmacy.ConnectionVariable is { } variable)
            {
                reader.AddRead(variable);
                pharmacy = pharmacy with { Connection = environment(variable) };
                reader.AddConnection(pharmacy.Connection);
            }

            if (string.IsNullOrEmpty(pharmacy.Connection))
            {
                reader.AddFault($"{prefix}connection is required, or connection_env with a variable that is set");
            }

            pharmacies.Add(pharmacy);
        }

        return new(pharmacies);
    }

    private static IConfiguration Open(SettingsReader reader, string? path)
    {
        try
        {
            return YamlConfiguration.Read(path is null ? "" : File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.AddFault($"{Variable} cannot be opened: {e.Message}");
        }
        catch (FormatException e)
        {
            reader.AddFault($"{Variable} {e.Message}");
        }

        return new ConfigurationBuilder().Build();
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,31}\z")]
    private static partial Regex Id();
}
