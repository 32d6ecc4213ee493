namespace OpsFlow.Platform.Settings;

/// <content>Variables that are no settings.</content>
public sealed partial class SettingsReader
{
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses the start where a variable's name is one slip from a setting's: what it says would be left out in
    /// silence. Call it when all is read.
    /// </summary>
    /// <param name="others">Names without prefix that other programs read.</param>
    /// <returns>The variables that nothing reads and that are no such slips.</returns>
    public IReadOnlyList<string> CheckNames(params string[] others)
    {
        var unknown = new List<string>();
        foreach (var name in configuration.GetChildren().Select(c => Prefix + c.Key.ToUpperInvariant())
            .Except(_inEffect.Keys).Except(_read).Except(others.Select(o => Prefix + o)))
        {
            if (_inEffect.Keys.FirstOrDefault(k => Typo.IsOf(name, k)) is { } meant)
            {
                AddFault($"{name} is no setting; {meant} is");
            }
            else
            {
                unknown.Add(name);
            }
        }

        return unknown;
    }

    /// <summary>Says that a variable is read that no setting is, as a file names it.</summary>
    public void AddRead(string variable) => _read.Add(variable);
}
