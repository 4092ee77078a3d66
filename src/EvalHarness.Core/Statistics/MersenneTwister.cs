namespace EvalHarness.Statistics;

/// <summary>
/// MT19937 (Matsumoto and Nishimura, "Mersenne Twister", 1998), seeded by an array of words as in the authors'
/// reference implementation of 2002.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Words = 624;
    private const int Offset = 397;
    private const uint UpperBit = 0x8000_0000;

    private readonly uint[] _state = new uint[Words];
    private int _next = Words;

    /// <summary>Starts the sequence of a key.</summary>
    /// <param name="key">At least one word.</param>
    public MersenneTwister(ReadOnlySpan<uint> key)
    {
        _state[0] = 19_650_218;
        for (int i = 1; i < Words; i++)
        {
            _state[i] = (1_812_433_253 * Mix(_state[i - 1])) + (uint)i;
        }

        int at = 1;
        for (int step = 0; step < Math.Max(Words, key.Length); step++)
        {
            int word = step % key.Length;
            _state[at] = (_state[at] ^ (Mix(_state[at - 1]) * 1_664_525)) + key[word] + (uint)word;
            at = Advance(at);
        }

        for (int step = 1; step < Words; step++)
        {
            _state[at] = (_state[at] ^ (Mix(_state[at - 1]) * 1_566_083_941)) - (uint)at;
            at = Advance(at);
        }

        _state[0] = UpperBit;
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (_next == Words)
        {
            Refill();
        }

        uint bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9D2C_5680;
        bits ^= (bits << 15) & 0xEFC6_0000;
        return bits ^ (bits >> 18);
    }

    private static uint Mix(uint word) => word ^ (word >> 30);

    // The word behind the last is the first, which takes the last one's value on.
    private int Advance(int at)
    {
        if (at + 1 < Words)
        {
            return at + 1;
        }

        _state[0] = _state[Words - 1];
        return 1;
    }

    private void Refill()
    {
        for (int i = 0; i < Words; i++)
        {
            uint joined = (_state[i] & UpperBit) | (_state[(i + 1) % Words] & ~UpperBit);
            uint twisted = (joined >> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908_B0DF);
            _state[i] = _state[(i + Offset) % Words] ^ twisted;
        }

        _next = 0;
    }
}
