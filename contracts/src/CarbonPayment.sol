// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {CarbonToken} from "./CarbonToken.sol";
import {ReferenceUsed, ZeroAddress, ZeroAmount, ZeroReference} from "./Errors.sol";

/// @title The counter where CARBON is bought
/// @notice For ether at a price that must be fresh, and for fiat whose payment one role confirmed and another converts.
/// Orders of the platform can be paid here in ether as well.
/// @dev Every role does one thing, and none can send the proceeds anywhere but to the admin's treasury.
contract CarbonPayment is AccessControl, Pausable, ReentrancyGuard {
    /// @notice May set the price.
    bytes32 public constant PRICE_ROLE = keccak256("PRICE_ROLE");

    /// @notice May confirm that a fiat payment arrived.
    bytes32 public constant CONFIRMER_ROLE = keccak256("CONFIRMER_ROLE");

    /// @notice May turn a confirmed fiat payment into CARBON.
    bytes32 public constant CONVERTER_ROLE = keccak256("CONVERTER_ROLE");

    /// @notice May have the proceeds sent to the treasury.
    bytes32 public constant TREASURER_ROLE = keccak256("TREASURER_ROLE");

    /// @notice What a fiat payment has come to.
    enum PaymentState {
        UNKNOWN,
        CONFIRMED,
        CONVERTED
    }

    /// @notice A fiat payment as it was confirmed.
    struct Payment {
        address user;
        PaymentState state;
        uint256 fiatAmount;
        uint256 carbonAmount;
    }

    /// @dev 1 CARBON in its smallest units.
    uint256 private constant ONE_CARBON = 1e18;

    /// @notice The token that is sold.
    CarbonToken public immutable token;

    /// @notice The price of one CARBON (10^18 units), in wei. Zero until it is first set.
    uint256 public weiPerCarbon;

    /// @notice When the price was last set (Unix seconds).
    uint64 public priceSetAt;

    /// @notice How old a price may be to be sold at, in seconds.
    uint64 public maxPriceAge;

    /// @notice Where the proceeds go.
    address public treasury;

    mapping(bytes32 paymentRef => Payment) private _payments;

    /// @notice The price was set.
    /// @param weiPerCarbon Wei for one CARBON (10^18 units).
    event PriceSet(uint256 weiPerCarbon);

    /// @notice The age limit of the price was set.
    /// @param maxPriceAge In seconds.
    event MaxPriceAgeSet(uint64 maxPriceAge);

    /// @notice The treasury was set.
    /// @param treasury Where the proceeds go from now on.
    event TreasurySet(address indexed treasury);

    /// @notice CARBON was bought for ether.
    /// @param payer Who paid.
    /// @param to Who received the CARBON.
    /// @param amount In units of 10^-18 CARBON.
    /// @param cost What was kept of the payment, in wei.
    event CarbonPurchased(address indexed payer, address indexed to, uint256 amount, uint256 cost);

    /// @notice A fiat payment arrived.
    /// @param paymentRef keccak256 of the platform's reference.
    /// @param user Who shall receive the CARBON.
    /// @param fiatAmount In minor units of the payment's currency.
    /// @param carbonAmount In units of 10^-18 CARBON.
    event PaymentConfirmed(
        bytes32 indexed paymentRef,
        address indexed user,
        uint256 fiatAmount,
        uint256 carbonAmount
    );

    /// @notice A confirmed fiat payment became CARBON.
    /// @param paymentRef keccak256 of the platform's reference.
    /// @param user Who received the CARBON.
    /// @param fiatAmount In minor units of the payment's currency.
    /// @param carbonAmount In units of 10^-18 CARBON.
    event CarbonConverted(
        bytes32 indexed paymentRef,
        address indexed user,
        uint256 fiatAmount,
        uint256 carbonAmount
    );

    /// @notice Ether came for an order of the platform, which knows what it was to be.
    /// @param paymentRef keccak256 of the platform's reference of the payment.
    /// @param payer Who paid.
    /// @param amount In wei.
    event OrderPaid(bytes32 indexed paymentRef, address indexed payer, uint256 amount);

    /// @notice The proceeds went to the treasury.
    /// @param treasury Who received them.
    /// @param amount In wei.
    event ProceedsWithdrawn(address indexed treasury, uint256 amount);

    /// @notice Nobody has set a price yet.
    error PriceNotSet();

    /// @notice The price is older than it may be.
    error PriceStale(uint256 priceSetAt, uint256 maxPriceAge);

    /// @notice The cost is above what was sent, which is the most that the buyer agreed to.
    error SlippageExceeded(uint256 cost, uint256 value);

    /// @notice Nobody confirmed such a payment.
    error PaymentNotConfirmed(bytes32 paymentRef);

    /// @notice The payment was confirmed for another user or another amount.
    error PaymentMismatch(bytes32 paymentRef);

    /// @notice The rate at which this was to be paid counts no longer.
    error DeadlinePassed(uint256 deadline);

    /// @notice There are no proceeds.
    error NothingToWithdraw();

    /// @param admin Grants and revokes roles, sets treasury and age limit, pauses.
    /// @param carbon The token; it must give this contract its MINTER_ROLE.
    /// @param treasury_ Where the proceeds go.
    /// @param maxPriceAge_ How old a price may be, in seconds.
    constructor(address admin, CarbonToken carbon, address treasury_, uint64 maxPriceAge_) {
        if (admin == address(0) || address(carbon) == address(0)) revert ZeroAddress();
        token = carbon;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _setTreasury(treasury_);
        _setMaxPriceAge(maxPriceAge_);
    }

    /// @notice Sets the price, and makes it fresh.
    /// @param weiPerCarbon_ Wei for one CARBON (10^18 units); not zero.
    function setPrice(uint256 weiPerCarbon_) external onlyRole(PRICE_ROLE) {
        if (weiPerCarbon_ == 0) revert ZeroAmount();
        weiPerCarbon = weiPerCarbon_;
        priceSetAt = uint64(block.timestamp);
        emit PriceSet(weiPerCarbon_);
    }

    /// @notice Sets how old a price may be.
    /// @param maxPriceAge_ In seconds; not zero.
    function setMaxPriceAge(uint64 maxPriceAge_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setMaxPriceAge(maxPriceAge_);
    }

    /// @notice Sets where the proceeds go.
    /// @param treasury_ An address that takes ether.
    function setTreasury(address treasury_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setTreasury(treasury_);
    }

    /// @notice Buys CARBON for ether. What was sent above the cost is returned to the sender.
    /// @param to Who receives the CARBON.
    /// @param amount In units of 10^-18 CARBON.
    function payForCarbonCredits(address to, uint256 amount) external payable whenNotPaused nonReentrant {
        uint256 cost = quote(amount);
        if (msg.value < cost) revert SlippageExceeded(cost, msg.value);
        emit CarbonPurchased(_msgSender(), to, amount, cost);
        token.mint(to, amount);
        if (msg.value > cost) Address.sendValue(payable(_msgSender()), msg.value - cost);
    }

    /// @notice Pays for an order of the platform, in one part or several. What it is worth is between payer and platform:
    /// the rate is agreed until the deadline, and what would come later is not taken.
    /// @param paymentRef keccak256 of the platform's reference of the payment; not zero.
    /// @param deadline The last second (Unix time) in which it may be mined.
    function payForOrder(bytes32 paymentRef, uint256 deadline) external payable whenNotPaused {
        if (paymentRef == bytes32(0)) revert ZeroReference();
        if (msg.value == 0) revert ZeroAmount();
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        emit OrderPaid(paymentRef, _msgSender(), msg.value);
    }

    /// @notice States that a fiat payment arrived, once per reference.
    /// @param paymentRef keccak256 of the platform's reference; not zero.
    /// @param user Who shall receive the CARBON.
    /// @param fiatAmount In minor units of the payment's currency.
    /// @param carbonAmount In units of 10^-18 CARBON.
    function confirmPayment(bytes32 paymentRef, address user, uint256 fiatAmount, uint256 carbonAmount)
        external
        onlyRole(CONFIRMER_ROLE)
        whenNotPaused
    {
        if (paymentRef == bytes32(0)) revert ZeroReference();
        if (user == address(0)) revert ZeroAddress();
        if (fiatAmount == 0 || carbonAmount == 0) revert ZeroAmount();
        if (_payments[paymentRef].state != PaymentState.UNKNOWN) revert ReferenceUsed(paymentRef);
        _payments[paymentRef] = Payment(user, PaymentState.CONFIRMED, fiatAmount, carbonAmount);
        emit PaymentConfirmed(paymentRef, user, fiatAmount, carbonAmount);
    }

    /// @notice Turns a confirmed fiat payment into the CARBON that was confirmed with it, once.
    /// @param user Must be the confirmed one.
    /// @param fiatAmount Must be the confirmed one, in minor units.
    /// @param paymentRef The payment.
    function convertAndMint(address user, uint256 fiatAmount, bytes32 paymentRef)
        external
        onlyRole(CONVERTER_ROLE)
        whenNotPaused
        nonReentrant
    {
        Payment storage payment = _payments[paymentRef];
        if (payment.state == PaymentState.UNKNOWN) revert PaymentNotConfirmed(paymentRef);
        if (payment.state == PaymentState.CONVERTED) revert ReferenceUsed(paymentRef);
        if (payment.user != user || payment.fiatAmount != fiatAmount) revert PaymentMismatch(paymentRef);
        payment.state = PaymentState.CONVERTED;
        uint256 carbonAmount = payment.carbonAmount;
        emit CarbonConverted(paymentRef, user, fiatAmount, carbonAmount);
        token.mint(user, carbonAmount);
    }

    /// @notice Sends all that was earned to the treasury.
    /// @dev Not stopped by a pause: it moves the ether to where the admin wants it, which is what a pause is for. Between
    /// calls the contract holds nothing but proceeds, and whatever was forced upon it.
    function withdrawProceeds() external onlyRole(TREASURER_ROLE) nonReentrant {
        uint256 amount = address(this).balance;
        if (amount == 0) revert NothingToWithdraw();
        emit ProceedsWithdrawn(treasury, amount);
        Address.sendValue(payable(treasury), amount);
    }

    /// @notice Stops buying, paying for orders, confirming and converting.
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    /// @notice Resumes them.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /// @notice A fiat payment.
    /// @param paymentRef Any reference.
    /// @return user Who shall receive, or received, the CARBON.
    /// @return fiatAmount In minor units.
    /// @return carbonAmount In units of 10^-18 CARBON.
    /// @return state UNKNOWN (0), CONFIRMED (1) or CONVERTED (2).
    function paymentOf(bytes32 paymentRef)
        external
        view
        returns (address user, uint256 fiatAmount, uint256 carbonAmount, PaymentState state)
    {
        Payment storage payment = _payments[paymentRef];
        return (payment.user, payment.fiatAmount, payment.carbonAmount, payment.state);
    }

    /// @notice What an amount of CARBON costs now, rounded up to the wei.
    /// @param amount In units of 10^-18 CARBON.
    /// @return cost In wei.
    function quote(uint256 amount) public view returns (uint256 cost) {
        if (amount == 0) revert ZeroAmount();
        if (weiPerCarbon == 0) revert PriceNotSet();
        if (block.timestamp - priceSetAt > maxPriceAge) revert PriceStale(priceSetAt, maxPriceAge);
        return Math.mulDiv(amount, weiPerCarbon, ONE_CARBON, Math.Rounding.Ceil);
    }

    function _setMaxPriceAge(uint64 maxPriceAge_) private {
        if (maxPriceAge_ == 0) revert ZeroAmount();
        maxPriceAge = maxPriceAge_;
        emit MaxPriceAgeSet(maxPriceAge_);
    }

    function _setTreasury(address treasury_) private {
        if (treasury_ == address(0)) revert ZeroAddress();
        treasury = treasury_;
        emit TreasurySet(treasury_);
    }
}
