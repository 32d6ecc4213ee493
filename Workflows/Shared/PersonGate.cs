using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Shared;

/// <summary>
/// A question to a person, which many may answer and whose first valid answer counts. Signals and updates of the
/// workflow hand the answers over; those that come too late are told who was first.
/// </summary>
/// <param name="subjectOf">What an answer is about: a hash or a step; one about anything else is void.</param>
/// <param name="whoOf">Who answers, for those who come later.</param>
/// <param name="checkAsync">
/// Asks an activity whether the answer is what it says; gives why it is void, or null. Answers are checked side by
/// side, so that a made-up one keeps no other from counting.
/// </param>
/// <param name="idle">What is said while nothing is asked.</param>
/// <param name="stale">What is said of an answer about something else than is asked.</param>
/// <param name="waiting">What the wait is called where runs are looked at.</param>
public sealed class PersonGate<T>(
    Func<T, string> subjectOf, Func<T, string> whoOf, Func<T, Task<string?>> checkAsync, Func<string> idle,
    string stale, string waiting = "Waiting for a decision")
    where T : class
{
    private const string AnswersInOrder = "answers-in-order";

    // Of answers that are being checked, in the order in which they came.
    private readonly List<Task> _checking = [];
    private string? _subject;

    /// <summary>The answer that counts; null as long as there is none.</summary>
    public T? Answer { get; private set; }

    /// <summary>Asks. Answers count from now on.</summary>
    public void Open(string subject) => (_subject, Answer) = (subject, null);

    /// <summary>Stops asking; what was answered stays.</summary>
    public void Close() => _subject = null;

    /// <summary>Takes an answer that came by a signal.</summary>
    /// <returns>Why it has no effect; null if it counts.</returns>
    public async Task<string?> TakeAsync(T answer)
    {
        var (isVoid, refusal) = await TryTakeAsync(answer);
        return isVoid ?? refusal;
    }

    /// <summary>Takes an answer that came by an update.</summary>
    /// <returns>False if another one came first since the update was validated.</returns>
    /// <exception cref="ApplicationFailureException">The check found it void.</exception>
    public async Task<bool> SubmitAsync(T answer)
    {
        // Two updates may be accepted in one task; the validator of the second has not seen the first.
        var (isVoid, refusal) = await TryTakeAsync(answer);
        return isVoid is null
            ? refusal is null
            : throw new ApplicationFailureException(isVoid, errorType: WorkflowErrors.AnswerRefused);
    }

    /// <summary>Refuses an update before it enters the history; for the update's validator.</summary>
    /// <exception cref="ApplicationFailureException">It can have no effect.</exception>
    public void Validate(T answer)
    {
        if (Refusal(answer) is { } refusal)
        {
            throw new ApplicationFailureException(refusal, errorType: WorkflowErrors.AnswerRefused);
        }
    }

    /// <summary>Waits for the answer to what is asked, reminds once, and gives up in the end.</summary>
    /// <param name="reminderAfter">How long until the reminder.</param>
    /// <param name="expireAfter">How long in all.</param>
    /// <param name="remindAsync">Reminds.</param>
    /// <param name="isNews">Whether something happened that people should be told meanwhile.</param>
    /// <param name="tellNewsAsync">Tells it, and takes the news for told.</param>
    /// <returns>The answer; null when the time is over.</returns>
    public async Task<T?> WaitAsync(
        TimeSpan reminderAfter, TimeSpan expireAfter, Func<Task> remindAsync, Func<bool>? isNews = null,
        Func<Task>? tellNewsAsync = null)
    {
        var (expiry, reminder) = (Workflow.UtcNow + expireAfter, Workflow.UtcNow + reminderAfter);
        while (Answer is null)
        {
            var now = Workflow.UtcNow;
            if (now >= expiry)
            {
                break;
            }

            if (now >= reminder)
            {
                reminder = DateTime.MaxValue;
                await remindAsync();
                continue;
            }

            var next = reminder < expiry ? reminder : expiry;
            await Workflow.WaitConditionWithOptionsAsync(new(
                () => Answer is not null || isNews?.Invoke() == true, next - now, waiting));
            if (Answer is null && isNews?.Invoke() == true)
            {
                await tellNewsAsync!();
            }
        }

        Close();
        return Answer;
    }

    private async Task<(string? Void, string? Refusal)> TryTakeAsync(T answer)
    {
        if (Refusal(answer) is { } early)
        {
            return (null, early);
        }

        var earlier = _checking.ToArray();
        var turn = new TaskCompletionSource();
        _checking.Add(turn.Task);
        try
        {
            var isVoid = await checkAsync(answer);
            // Who came first counts, not whose check was done first. Runs of before took it the other way.
            if (isVoid is null && earlier.Any(t => !t.IsCompleted) && Workflow.Patched(AnswersInOrder))
            {
                await Workflow.WhenAllAsync(earlier);
            }

            // Looked at again: another one may have come meanwhile, or the time was over.
            var refusal = isVoid is null ? Refusal(answer) : null;
            if (isVoid is null && refusal is null)
            {
                Answer = answer;
            }

            return (isVoid, refusal);
        }
        finally
        {
            _checking.Remove(turn.Task);
            turn.SetResult();
        }
    }

    private string? Refusal(T answer) =>
        _subject is null ? idle()
        : Answer is not null ? AnswerRefusal.Decided(whoOf(Answer))
        : subjectOf(answer) != _subject ? stale
        : null;
}
