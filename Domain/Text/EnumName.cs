namespace OpsFlow.Domain.Text;

/// <summary>
/// Reads a value by its name alone. <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> takes numbers too, and of a
/// list of names the sum: a viewer's and an approver's would be a third role.
/// </summary>
public static class EnumName
{
    /// <summary>Reads a value by exactly one name, in whichever case.</summary>
    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            if ($"{known}".Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                value = known;
                return true;
            }
        }

        value = default;
        return false;
    }
}
